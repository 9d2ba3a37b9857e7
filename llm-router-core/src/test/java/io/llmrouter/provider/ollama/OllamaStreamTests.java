package io.llmrouter.provider.ollama;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

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
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class OllamaStreamTests {

	private static final ChatRequest REQUEST = ChatRequest.user(OllamaFixture.PROMPT);

	private static final String ROLE = "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":false}";

	private static final String TEXT = "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"done\":false}";

	private static final String DONE = "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":1,\"eval_count\":2}";

	private static final String BUSY = "{\"error\":\"server busy, please try again.  maximum pending requests exceeded\"}";

	private static final ChatChunk START = new ChatChunk.Start("test", null, "m");

	private static final ChatChunk HI = new ChatChunk.TextDelta("Hi");

	private static final ChatChunk TOKENS = new ChatChunk.Usage(TokenUsage.of(1, 2));

	private static final ChatChunk STOP = new ChatChunk.Finish(FinishReason.STOP, "stop", 0);

	private final OllamaFixture fixture = new OllamaFixture();

	private final ScriptedServer server = this.fixture.server;

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void linesMayBeBlankAndEndInAnyWay() {
		this.server.script(
				(connection) -> begin(connection).chunk("\uFEFF\n" + ROLE + "\r\n\r\n" + TEXT + "\n\n" + DONE).end());
		completesWith(START, HI, TOKENS, STOP);
	}

	@Test
	void resetAfterTheEndIsASuccess() {
		this.server.script((connection) -> {
			begin(connection).lines(ROLE, TEXT, DONE).pause(Duration.ofMillis(100));
			connection.reset();
		});
		completesWith(START, HI, TOKENS, STOP);
	}

	@Test
	void errorAfterTheEndIsASuccess() {
		this.server.script((connection) -> begin(connection).lines(ROLE, TEXT, DONE, BUSY).end());
		completesWith(START, HI, TOKENS, STOP);
	}

	@Test
	void openConnectionAfterTheEndIsASuccess() {
		this.server.script((connection) -> {
			begin(connection).lines(ROLE, TEXT, DONE);
			connection.awaitClosed();
		});
		completesWith(START, HI, TOKENS, STOP);
		assertThat(this.server.awaitClientClosed(OllamaFixture.SOON)).isTrue();
	}

	@Test
	void endWithoutAReasonIsUnknown() {
		this.server.script((connection) -> begin(connection).lines(TEXT, "{\"model\":\"m\",\"done\":true}").end());
		completesWith(START, HI, new ChatChunk.Finish(FinishReason.UNKNOWN, null, 0));
	}

	@Test
	void endWithoutReasonAndContentIsInvalid() {
		this.server.script((connection) -> begin(connection).lines("{\"model\":\"m\",\"done\":true}").end());
		failsWith(ErrorType.INVALID_RESPONSE);
	}

	@Test
	void cutAfterContentIsNoSuccess() {
		this.server.script((connection) -> begin(connection).lines(ROLE, TEXT).end());
		failsWith(ErrorType.STREAM_INTERRUPTED, START, HI);
	}

	@Test
	void closeAfterContentIsNoSuccess() {
		this.server.script((connection) -> begin(connection).lines(ROLE, TEXT));
		failsWith(ErrorType.STREAM_INTERRUPTED, START, HI);
	}

	@Test
	void resetAfterContentIsNoSuccess() {
		this.server.script((connection) -> {
			begin(connection).lines(ROLE, TEXT).pause(Duration.ofMillis(100));
			connection.reset();
		});
		failsWith(ErrorType.STREAM_INTERRUPTED, START, HI);
	}

	@Test
	void cutBeforeContentIsAConnectionFailure() {
		this.server.script((connection) -> begin(connection).lines(ROLE).end());
		failsWith(ErrorType.CONNECTION, START);
	}

	@Test
	void emptyStreamIsInvalid() {
		this.server.script((connection) -> begin(connection).end());
		failsWith(ErrorType.INVALID_RESPONSE);
	}

	@Test
	void errorBeforeContentIsTyped() {
		this.server.script((connection) -> begin(connection).lines(ROLE, BUSY).end());
		failsWith(ErrorType.OVERLOADED, START);
	}

	@Test
	void errorAfterContentInterrupts() {
		this.server.script((connection) -> begin(connection).lines(ROLE, TEXT, BUSY).end());
		failsWith(ErrorType.STREAM_INTERRUPTED, START, HI);
	}

	@Test
	void errorTextDoesNotQuotePromptOrKey() {
		this.server.script((connection) -> begin(connection)
			.lines("{\"error\":\"bad: " + OllamaFixture.PROMPT + ", " + OllamaFixture.KEY + "\"}")
			.end());
		failsWith(ErrorType.SERVER_ERROR);
	}

	@Test
	void undecodableLineIsSkippedAndCounted() {
		this.server
			.script((connection) -> begin(connection).lines(ROLE, "{\"broken\": confidential", TEXT, "5", DONE).end());
		completesWith(START, HI, TOKENS, new ChatChunk.Finish(FinishReason.STOP, "stop", 2));
	}

	@Test
	void fourUndecodableLinesAreACut() {
		this.server.script((connection) -> begin(connection).lines(ROLE, TEXT, "{", "{", "{", "{", DONE).end());
		failsWith(ErrorType.STREAM_INTERRUPTED, START, HI);
	}

	@Test
	void fieldsOfAnyTypeNeverFailOtherwiseThanTyped() {
		String[] odd = { "{\"message\":5}", "{\"message\":{\"content\":{\"a\":1},\"thinking\":7}}",
				"{\"message\":{\"tool_calls\":[5,null,{\"function\":{\"name\":1,\"arguments\":2}}]}}",
				"{\"message\":{\"tool_calls\":{\"b\":2}}}", "{\"error\":null}", "{\"error\":7}", "{}",
				"{\"done\":\"no\",\"done_reason\":5,\"eval_count\":\"x\"}" };
		this.server.script((connection) -> begin(connection).lines(odd).lines(TEXT, DONE).end());
		StepVerifier.create(stream().filter(Predicate.isEqual(HI)))
			.expectNext(HI)
			.expectComplete()
			.verify(OllamaFixture.SOON);
	}

	@Test
	void stallAfterContentIsAnIdleTimeout() {
		this.server.script((connection) -> {
			begin(connection).lines(ROLE, TEXT);
			connection.awaitClosed();
		});
		StepVerifier.create(impatient())
			.expectNext(START, HI)
			.expectErrorSatisfies((failure) -> OllamaFixture.check(failure, ErrorType.TIMEOUT_IDLE))
			.verify(OllamaFixture.SOON);
		assertThat(this.server.awaitClientClosed(OllamaFixture.SOON)).isTrue();
	}

	@Test
	void silentServerIsAFirstTokenTimeout() {
		this.server.script(ScriptedServer.Connection::awaitClosed);
		StepVerifier.create(impatient())
			.expectErrorSatisfies((failure) -> OllamaFixture.check(failure, ErrorType.TIMEOUT_FIRST_TOKEN))
			.verify(OllamaFixture.SOON);
		assertThat(this.server.awaitClientClosed(OllamaFixture.SOON)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 5 })
	void cancelIsSeenByTheServerAtOnce(int chunks) {
		this.server.script((connection) -> {
			begin(connection).lines(ROLE, TEXT, TEXT, TEXT, TEXT, TEXT);
			connection.awaitClosed();
		});
		StepVerifier.create(stream()).expectNextCount(chunks).thenCancel().verify(OllamaFixture.SOON);
		assertThat(this.server.awaitClientClosed(OllamaFixture.SOON)).isTrue();
	}

	@Test
	void failuresLeaveNoConnectionBehind() {
		for (int i = 0; i < 20; i++) {
			this.server.script((connection) -> begin(connection).lines(ROLE, TEXT, "{", "{", "{", "{"));
			failsWith(ErrorType.STREAM_INTERRUPTED, START, HI);
			this.server.script((connection) -> connection.respond(503, "text/html", "<html>".repeat(30_000)));
			failsWith(ErrorType.OVERLOADED);
		}
	}

	@Test
	void wholeAnswerInsteadOfAStreamIsRead() {
		this.server
			.script((connection) -> connection.respond(200, "application/json", Bodies.read("ollama/chat.json")));
		StepVerifier.create(stream().map(ChatChunk::text).filter((text) -> !text.isEmpty()))
			.expectNext("Hello there")
			.expectComplete()
			.verify(OllamaFixture.SOON);
	}

	@Test
	void everyCutOfAStreamIsEitherACutOrComplete() {
		byte[] bytes = Bodies.read("ollama/streams/text.ndjson").getBytes(StandardCharsets.UTF_8);
		List<ErrorType> types = new ArrayList<>();
		for (int length = 0; length <= bytes.length; length += 7) {
			byte[] part = Arrays.copyOf(bytes, length);
			this.server.script((connection) -> connection
				.send("HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n\r\n")
				.send(part));
			List<ChatChunk> chunks = new ArrayList<>();
			ErrorType type = stream().doOnNext(chunks::add)
				.then(Mono.<ErrorType>empty())
				.onErrorResume((failure) -> Mono.just(ErrorType.of(failure)))
				.block(OllamaFixture.SOON);
			assertThat(type == null).as("length %d", length).isEqualTo(chunks.contains(STOP));
			types.add(type);
		}
		assertThat(types).contains(ErrorType.INVALID_RESPONSE, ErrorType.CONNECTION, ErrorType.STREAM_INTERRUPTED);
	}

	private static ScriptedServer.Connection begin(ScriptedServer.Connection connection) throws IOException {
		return connection.beginStream("application/x-ndjson");
	}

	private Flux<ChatChunk> stream() {
		return this.fixture.provider().stream(REQUEST);
	}

	private Flux<ChatChunk> impatient() {
		return this.fixture.provider((settings) -> settings.withTimeouts(OllamaFixture.impatient())).stream(REQUEST);
	}

	private void completesWith(ChatChunk... chunks) {
		StepVerifier.create(stream()).expectNext(chunks).expectComplete().verify(OllamaFixture.SOON);
	}

	private void failsWith(ErrorType type, ChatChunk... chunks) {
		StepVerifier.create(stream())
			.expectNext(chunks)
			.expectErrorSatisfies((failure) -> OllamaFixture.check(failure, type))
			.verify(OllamaFixture.SOON);
	}

}
