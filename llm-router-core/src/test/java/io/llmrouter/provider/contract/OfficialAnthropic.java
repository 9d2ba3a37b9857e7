package io.llmrouter.provider.contract;

import java.net.URI;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.RefusalStopDetails;
import com.anthropic.models.messages.Usage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Anthropic's own client.
 */
final class OfficialAnthropic implements OfficialClient {

	private static final MessageCreateParams REQUEST = MessageCreateParams.builder()
		.model("model-1")
		.maxTokens(100)
		.addUserMessage(Wire.PROMPT)
		.build();

	@Override
	public ObjectNode whole(URI baseUrl) {
		AnthropicClient client = client(baseUrl);
		try {
			return fold(client.messages().create(REQUEST));
		}
		finally {
			client.close();
		}
	}

	@Override
	public ObjectNode stream(URI baseUrl) {
		MessageAccumulator accumulator = MessageAccumulator.create();
		AnthropicClient client = client(baseUrl);
		try (StreamResponse<RawMessageStreamEvent> events = client.messages().createStreaming(REQUEST)) {
			events.stream().forEach(accumulator::accumulate);
		}
		finally {
			client.close();
		}
		return fold(accumulator.message());
	}

	private static AnthropicClient client(URI baseUrl) {
		return AnthropicOkHttpClient.builder().apiKey(Wire.KEY).baseUrl(baseUrl.toString()).maxRetries(0).build();
	}

	private static ObjectNode fold(Message message) {
		ObjectNode folded = OfficialClient.folded(message.id(), message.model().asString());
		for (ContentBlock block : message.content()) {
			block.text().ifPresent((text) -> OfficialClient.put(folded, "text", text.text()));
			block.thinking().ifPresent((thought) -> {
				OfficialClient.put(folded, "reasoning", thought.thinking());
				folded.withArray("signatures").add(thought.signature());
			});
			block.toolUse()
				.ifPresent((call) -> OfficialClient.putCall(folded, call.id(), call.name(),
						json(call._input().convert(Object.class))));
		}
		message.stopDetails()
			.flatMap(RefusalStopDetails::explanation)
			.ifPresent((explanation) -> OfficialClient.put(folded, "refusal", explanation));
		message.stopReason().ifPresent((reason) -> folded.put("raw", reason.asString()));
		putUsage(folded.putObject("usage"), message.usage());
		return folded;
	}

	// Theirs counts the tokens that the cache had apart, ours among the input.
	private static void putUsage(ObjectNode target, Usage usage) {
		long read = usage.cacheReadInputTokens().orElse(0L);
		long written = usage.cacheCreationInputTokens().orElse(0L);
		target.put("input", usage.inputTokens() + read + written).put("output", usage.outputTokens());
		usage.cacheReadInputTokens().ifPresent((count) -> target.put("cacheRead", count));
		usage.cacheCreationInputTokens().ifPresent((count) -> target.put("cacheWrite", count));
		usage.outputTokensDetails().ifPresent((details) -> target.put("reasoning", details.thinkingTokens()));
	}

	private static String json(Object value) {
		try {
			return new ObjectMapper().writeValueAsString(value);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
