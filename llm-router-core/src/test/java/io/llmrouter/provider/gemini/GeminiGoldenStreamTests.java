package io.llmrouter.provider.gemini;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.http.AnswerStream;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.Redaction;
import io.llmrouter.provider.http.RetryAfterParser;
import io.llmrouter.provider.http.SseDecoder;
import io.llmrouter.provider.http.SseLimits;
import io.llmrouter.testing.Bodies;
import io.llmrouter.testing.ScriptedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

import static org.assertj.core.api.Assertions.assertThat;

class GeminiGoldenStreamTests {

	private static final ChatRequest REQUEST = ChatRequest.user(GeminiFixture.PROMPT);

	private static final CallSite SITE = new CallSite("test", "gemini-3-test", "g.example");

	private final GeminiFixture fixture = new GeminiFixture();

	private final ScriptedServer server = this.fixture.server;

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void textStreamIsReadAndTheLastUsageCounts() {
		assertThat(golden("text")).containsExactly(new ChatChunk.Start("test", "g-1", "gemini-3-flash-001"),
				new ChatChunk.TextDelta("Hä"), new ChatChunk.TextDelta("llo 😀"),
				new ChatChunk.Finish(FinishReason.STOP, "STOP", 0),
				new ChatChunk.Usage(new TokenUsage(19L, 10L, 16L, null, 6L, false, null)));
	}

	@Test
	void thoughtsAndUsageAfterTheFinishAreRead() {
		assertThat(golden("thinking")).containsExactly(new ChatChunk.Start("test", "t", "m"),
				new ChatChunk.ReasoningDelta("Let me", null, null), new ChatChunk.ReasoningDelta(" see", null, null),
				new ChatChunk.TextDelta("42"), new ChatChunk.Finish(FinishReason.LENGTH, "MAX_TOKENS", 0),
				new ChatChunk.Usage(new TokenUsage(3L, 9L, null, null, 9L, false, null)));
	}

	@Test
	void toolCallsAreCountedOverAllEvents() {
		assertThat(golden("tools")).containsExactly(new ChatChunk.Start("test", "a_b-1", "m"),
				new ChatChunk.ToolCallDelta(0, "call_a_b-1_0", "weather", "{\"city\":\"Bern\"}", "c2ln"),
				new ChatChunk.ToolCallDelta(1, "call_a_b-1_1", "time", "{}", null),
				new ChatChunk.ToolCallDelta(2, "own", "time", "{\"zone\":\"CET\"}", null),
				new ChatChunk.ToolCallDelta(3, "call_a_b-1_3", "now", "{}", null),
				new ChatChunk.Finish(FinishReason.TOOL_CALLS, "STOP", 0));
	}

	@Test
	void filteredStreamKeepsWhatWasSaid() {
		assertThat(golden("safety")).containsExactly(new ChatChunk.Start("test", "s", "m"),
				new ChatChunk.TextDelta("First you"), new ChatChunk.Finish(FinishReason.CONTENT_FILTER, "SAFETY", 0));
	}

	@Test
	void emptyAnswerIsRead() {
		assertThat(golden("empty")).containsExactly(new ChatChunk.Start("test", "e", "m"),
				new ChatChunk.Finish(FinishReason.STOP, "STOP", 0),
				new ChatChunk.Usage(new TokenUsage(3L, null, null, null, null, false, null)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "text", "thinking", "tools", "safety", "empty" })
	void streamIsTheSameWhereverItIsCut(String name) {
		List<ChatChunk> whole = golden(name);
		for (String ending : new String[] { "\n", "\r\n", "\r" }) {
			String text = Bodies.read("gemini/streams/" + name + ".sse").replace("\n", ending);
			byte[] bytes = ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8);
			for (int cut = 0; cut <= bytes.length; cut++) {
				List<byte[]> pieces = List.of(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length));
				assertThat(decoded(pieces)).as("cut at %d", cut).isEqualTo(whole);
			}
			assertThat(decoded(singleBytes(bytes))).isEqualTo(whole);
		}
	}

	@Test
	void streamIsTheSameInSingleBytesOverTheWire() {
		byte[] bytes = Bodies.read("gemini/streams/text.sse").getBytes(StandardCharsets.UTF_8);
		List<ChatChunk> whole = golden("text");
		this.server.script((connection) -> {
			connection.beginEvents();
			for (byte next : bytes) {
				connection.send("1\r\n").send(new byte[] { next }).send("\r\n");
			}
			connection.end();
		});
		assertThat(stream().collectList().block(GeminiFixture.SOON)).isEqualTo(whole);
	}

	@Test
	void requestAsksForAPlainEventStream() {
		golden("text");
		ScriptedServer.Request request = this.server.requests().get(0);
		assertThat(request.line()).isEqualTo("POST /v1/models/gemini-3-test:streamGenerateContent?alt=sse HTTP/1.1");
		assertThat(request.headers()).containsEntry("accept", "text/event-stream")
			.containsEntry("accept-encoding", "identity");
	}

	@Test
	void connectionsAreUsedAgainAfterCompleteStreams() {
		for (int i = 0; i < 5; i++) {
			golden("text");
		}
		// The next call may be faster than the return of the connection to the pool.
		assertThat(this.server.connections()).isLessThanOrEqualTo(2);
	}

	private List<ChatChunk> golden(String name) {
		this.server.script(
				(connection) -> connection.beginEvents().chunk(Bodies.read("gemini/streams/" + name + ".sse")).end());
		return stream().collectList().block(GeminiFixture.SOON);
	}

	private Flux<ChatChunk> stream() {
		return this.fixture.provider().stream(REQUEST);
	}

	private static List<ChatChunk> decoded(List<byte[]> pieces) {
		JsonMapper json = JsonMapper.shared();
		GeminiErrors errors = new GeminiErrors(json, new RetryAfterParser(InstantSource.system()),
				new Redaction(List.of()));
		Flux<DataBuffer> body = Flux.fromIterable(pieces).map(DefaultDataBufferFactory.sharedInstance::wrap);
		return new AnswerStream(SITE, REQUEST, TimeSource.SYSTEM, Schedulers.parallel())
			.decode(SseDecoder.decode(body, SseLimits.defaults()),
					new GeminiStreamMapper(SITE, REQUEST, json, new GeminiResponseMapper(json, errors)))
			.collectList()
			.block(Duration.ofSeconds(10));
	}

	private static List<byte[]> singleBytes(byte[] bytes) {
		List<byte[]> pieces = new ArrayList<>();
		for (byte next : bytes) {
			pieces.add(new byte[] { next });
		}
		return pieces;
	}

}
