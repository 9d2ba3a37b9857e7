package io.llmrouter.provider.contract;

import java.net.URI;
import java.util.List;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.completions.CompletionUsage;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's own client.
 */
final class OfficialOpenAi implements OfficialClient {

	private static final ChatCompletionCreateParams REQUEST = ChatCompletionCreateParams.builder()
		.model("model-1")
		.addUserMessage(Wire.PROMPT)
		.build();

	@Override
	public ObjectNode whole(URI baseUrl) {
		OpenAIClient client = client(baseUrl);
		try {
			return fold(client.chat().completions().create(REQUEST));
		}
		finally {
			client.close();
		}
	}

	@Override
	public ObjectNode stream(URI baseUrl) {
		ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
		OpenAIClient client = client(baseUrl);
		try (StreamResponse<ChatCompletionChunk> chunks = client.chat().completions().createStreaming(REQUEST)) {
			chunks.stream().forEach(accumulator::accumulate);
		}
		finally {
			client.close();
		}
		return fold(accumulator.chatCompletion());
	}

	private static OpenAIClient client(URI baseUrl) {
		return OpenAIOkHttpClient.builder().apiKey(Wire.KEY).baseUrl(baseUrl.toString()).maxRetries(0).build();
	}

	private static ObjectNode fold(ChatCompletion completion) {
		ChatCompletion.Choice choice = completion.choices().get(0);
		ChatCompletionMessage message = choice.message();
		ObjectNode folded = OfficialClient.folded(completion.id(), completion.model());
		OfficialClient.put(folded, "text", message.content().orElse(""));
		OfficialClient.put(folded, "refusal", message.refusal().orElse(""));
		for (ChatCompletionMessageToolCall call : message.toolCalls().orElse(List.of())) {
			OfficialClient.putCall(folded, call.asFunction().id(), call.asFunction().function().name(),
					call.asFunction().function().arguments());
		}
		folded.put("raw", choice.finishReason().asString());
		completion.usage().ifPresent((usage) -> putUsage(folded.putObject("usage"), usage));
		return folded;
	}

	private static void putUsage(ObjectNode target, CompletionUsage usage) {
		target.put("input", usage.promptTokens()).put("output", usage.completionTokens());
		usage.promptTokensDetails().ifPresent((details) -> {
			details.cachedTokens().ifPresent((count) -> target.put("cacheRead", count));
			details.cacheWriteTokens().ifPresent((count) -> target.put("cacheWrite", count));
		});
		usage.completionTokensDetails()
			.flatMap(CompletionUsage.CompletionTokensDetails::reasoningTokens)
			.ifPresent((count) -> target.put("reasoning", count));
	}

}
