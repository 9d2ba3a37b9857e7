package io.llmrouter.provider.ollama;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.Bodies;
import io.llmrouter.testing.ScriptedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class OllamaGoldenStreamTests {

	private static final ChatRequest REQUEST = ChatRequest.user(OllamaFixture.PROMPT);

	private static final ChatChunk START = new ChatChunk.Start("test", null, "llama3.2");

	private static final ChatChunk STOP = new ChatChunk.Finish(FinishReason.STOP, "stop", 0);

	private final OllamaFixture fixture = new OllamaFixture();

	private final ScriptedServer server = this.fixture.server;

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void textStreamIsRead() {
		assertThat(golden("text")).containsExactly(START, new ChatChunk.TextDelta("Hä"),
				new ChatChunk.TextDelta("llo 😀"), usage(26L, 282L), STOP);
	}

	@Test
	void toolCallsAreReadAndThoseWithoutIdGetOne() {
		assertThat(golden("tools")).containsExactly(START,
				new ChatChunk.ToolCallDelta(0, "call_0", "weather", "{\"city\":\"Bern\",\"days\":2}", null),
				new ChatChunk.ToolCallDelta(1, "call_x", "time", "{}", null), usage(5L, 7L),
				new ChatChunk.Finish(FinishReason.TOOL_CALLS, "stop", 0));
	}

	@Test
	void thoughtsAreRead() {
		assertThat(golden("thinking")).containsExactly(START, new ChatChunk.ReasoningDelta("Hmm", null, null),
				new ChatChunk.ReasoningDelta(", well", null, null), new ChatChunk.TextDelta("42"), usage(3L, 9L), STOP);
	}

	@Test
	void jsonIsReadAsText() {
		assertThat(golden("json").stream().map(ChatChunk::text)).contains("{\"age\"", ": 22}");
	}

	@Test
	void cutAnswerHasItsReason() {
		assertThat(golden("length")).last().isEqualTo(new ChatChunk.Finish(FinishReason.LENGTH, "length", 0));
	}

	@Test
	void emptyAnswerIsComplete() {
		assertThat(golden("empty")).containsExactly(START, usage(3L, 1L), STOP);
	}

	@Test
	void countThatIsAbsentStaysUnknown() {
		assertThat(golden("usage-absent")).containsExactly(START, new ChatChunk.TextDelta("Hi"), usage(null, 2L), STOP);
	}

	@Test
	void loadedModelIsNoAnswer() {
		script("load");
		StepVerifier.create(stream())
			.expectErrorSatisfies((failure) -> OllamaFixture.check(failure, ErrorType.INVALID_RESPONSE))
			.verify(OllamaFixture.SOON);
	}

	@Test
	void errorWithinTheStreamIsTyped() {
		script("error");
		StepVerifier.create(stream())
			.expectNext(START, new ChatChunk.TextDelta("Hi"))
			.expectErrorSatisfies((failure) -> OllamaFixture.check(failure, ErrorType.STREAM_INTERRUPTED))
			.verify(OllamaFixture.SOON);
	}

	@ParameterizedTest
	@ValueSource(strings = { "text", "tools", "thinking" })
	void streamIsTheSameInSingleBytesOverTheWire(String name) {
		byte[] bytes = Bodies.read("ollama/streams/" + name + ".ndjson").getBytes(StandardCharsets.UTF_8);
		List<ChatChunk> whole = golden(name);
		this.server.script((connection) -> {
			connection.beginStream("application/x-ndjson");
			for (byte next : bytes) {
				connection.send("1\r\n").send(new byte[] { next }).send("\r\n");
			}
			connection.end();
		});
		assertThat(stream().collectList().block(OllamaFixture.SOON)).isEqualTo(whole);
	}

	@Test
	void requestAsksForAPlainStreamOfLines() {
		golden("text");
		assertThat(this.server.requests().get(0).line()).isEqualTo("POST /v1/api/chat HTTP/1.1");
		assertThat(this.server.requests().get(0).headers()).containsEntry("accept", "application/x-ndjson")
			.containsEntry("accept-encoding", "identity")
			.containsEntry("authorization", "Bearer " + OllamaFixture.KEY);
		assertThat(this.server.requests().get(0).body()).contains("\"stream\":true");
	}

	@Test
	void connectionIsUsedAgainAfterACompleteStream() {
		golden("text");
		golden("text");
		assertThat(this.server.requests()).hasSize(2);
		assertThat(this.server.connections()).isEqualTo(1);
	}

	private List<ChatChunk> golden(String name) {
		script(name);
		return stream().collectList().block(OllamaFixture.SOON);
	}

	private void script(String name) {
		this.server.script((connection) -> connection.beginStream("application/x-ndjson")
			.chunk(Bodies.read("ollama/streams/" + name + ".ndjson"))
			.end());
	}

	private Flux<ChatChunk> stream() {
		return this.fixture.provider().stream(REQUEST);
	}

	private static ChatChunk usage(Long input, Long output) {
		return new ChatChunk.Usage(new TokenUsage(input, output, null, null, null, false, null));
	}

}
