package io.llmrouter.provider.openai;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.testing.Bodies;
import io.llmrouter.testing.ScriptedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

class OpenAiGoldenStreamTests {

	private static final ChatRequest REQUEST = ChatRequest.user(OpenAiFixture.PROMPT);

	private static final ChatChunk START = new ChatChunk.Start("test", "c", "m");

	private static final ChatChunk STOP = new ChatChunk.Finish(FinishReason.STOP, "stop", 0);

	private final OpenAiFixture fixture = new OpenAiFixture();

	private final ScriptedServer server = this.fixture.server;

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void textStreamIsRead() {
		assertThat(golden("text")).containsExactly(new ChatChunk.Start("test", "chatcmpl-1", "gpt-5-mini-2026-08-07"),
				new ChatChunk.TextDelta("Hä"), new ChatChunk.TextDelta("llo 😀"), STOP,
				new ChatChunk.Usage(new TokenUsage(19L, 10L, 4L, null, 6L, false, null)));
	}

	@Test
	void toolCallsAreRead() {
		assertThat(golden("tools")).containsExactly(START, tool(0, "call_a", "weather", ""),
				tool(0, null, null, "{\"city\":"), tool(0, null, null, "\"Bern\"}"), tool(1, "call_b", "time", "{}"),
				new ChatChunk.Finish(FinishReason.TOOL_CALLS, "tool_calls", 0));
	}

	@Test
	void thoughtsAndUsageOnTheLastChoiceAreRead() {
		assertThat(golden("reasoning")).containsExactly(new ChatChunk.Start("test", "r", "deepseek-reasoner"),
				new ChatChunk.ReasoningDelta("Hmm", null, null), new ChatChunk.TextDelta("42"), STOP,
				new ChatChunk.Usage(new TokenUsage(3L, 9L, null, null, 7L, false, null)));
	}

	@Test
	void refusalIsRead() {
		assertThat(golden("refusal")).containsExactly(new ChatChunk.Start("test", "f", "m"),
				new ChatChunk.RefusalDelta("I can"), new ChatChunk.RefusalDelta("not help"),
				new ChatChunk.Finish(FinishReason.REFUSAL, "stop", 0));
	}

	@Test
	void filteredStreamOfAzureIsRead() {
		assertThat(golden("azure")).containsExactly(new ChatChunk.Start("test", "az", "gpt-4o"),
				new ChatChunk.TextDelta("Partial"),
				new ChatChunk.Finish(FinishReason.CONTENT_FILTER, "content_filter", 0));
	}

	@Test
	void streamOfGroqHasItsUsageBesideTheRest() {
		assertThat(golden("groq")).containsExactly(START, new ChatChunk.ReasoningDelta("Hmm", null, null),
				new ChatChunk.TextDelta("Hi"), STOP,
				new ChatChunk.Usage(new TokenUsage(18L, 556L, 8L, null, 500L, false, null)));
	}

	@Test
	void streamThatGroqBreaksOffIsNoSuccess() {
		ProviderException failure = failure("groq-error");
		assertThat(failure.errorType()).isEqualTo(ErrorType.STREAM_INTERRUPTED);
		assertThat(failure).hasMessageContaining("over_capacity");
	}

	@Test
	void streamOfOpenRouterIsReadWithItsCost() {
		assertThat(golden("openrouter")).containsExactly(new ChatChunk.Start("test", "gen-1", "m"),
				new ChatChunk.ReasoningDelta("Hmm", null, null), new ChatChunk.TextDelta("Hi"), STOP,
				new ChatChunk.Usage(new TokenUsage(194L, 2L, 100L, 50L, 1L, false, new BigDecimal("0.00095"))));
	}

	@Test
	void streamThatOpenRouterBreaksOffIsNoSuccess() {
		ProviderException failure = failure("openrouter-error");
		assertThat(failure.errorType()).isEqualTo(ErrorType.STREAM_INTERRUPTED);
		assertThat(failure.details().providerCode()).isEqualTo("502");
		assertThat(failure).hasMessageContaining("Provider disconnected");
	}

	@Test
	void streamIsTheSameInSingleBytesOverTheWire() {
		byte[] bytes = Bodies.read("openai/streams/text.sse").getBytes(StandardCharsets.UTF_8);
		List<ChatChunk> whole = golden("text");
		this.server.script((connection) -> {
			connection.beginEvents();
			for (byte next : bytes) {
				connection.send("1\r\n").send(new byte[] { next }).send("\r\n");
			}
			connection.end();
		});
		assertThat(stream().collectList().block(OpenAiFixture.SOON)).isEqualTo(whole);
	}

	@Test
	void requestAsksForAPlainEventStream() {
		golden("text");
		assertThat(this.server.requests().get(0).headers()).containsEntry("accept", "text/event-stream")
			.containsEntry("accept-encoding", "identity");
		assertThat(this.server.requests().get(0).body()).contains("\"stream\":true");
	}

	@Test
	void connectionIsUsedAgainAfterACompleteStream() {
		for (int i = 0; i < 6; i++) {
			golden("text");
		}
		assertThat(this.server.requests()).hasSize(6);
		// The answer may be complete a moment before its connection is back in the pool.
		assertThat(this.server.connections()).isLessThanOrEqualTo(2);
	}

	private List<ChatChunk> golden(String name) {
		this.server.script(
				(connection) -> connection.beginEvents().chunk(Bodies.read("openai/streams/" + name + ".sse")).end());
		return stream().collectList().block(OpenAiFixture.SOON);
	}

	private ProviderException failure(String name) {
		this.server.script(
				(connection) -> connection.beginEvents().chunk(Bodies.read("openai/streams/" + name + ".sse")).end());
		return stream().then(Mono.<ProviderException>empty())
			.onErrorResume(ProviderException.class, Mono::just)
			.block(OpenAiFixture.SOON);
	}

	private Flux<ChatChunk> stream() {
		return this.fixture.provider().stream(REQUEST);
	}

	private static ChatChunk tool(int index, String id, String name, String arguments) {
		return new ChatChunk.ToolCallDelta(index, id, name, arguments, null);
	}

}
