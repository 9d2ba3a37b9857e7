package io.llmrouter.provider.gemini;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.testing.Bodies;
import io.llmrouter.testing.ScriptedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class GeminiStreamTests {

	private static final ChatRequest REQUEST = ChatRequest.user(GeminiFixture.PROMPT);

	private static final String ROLE = "{\"responseId\":\"c\",\"modelVersion\":\"m\",\"candidates\":[{\"index\":0,\"content\":{\"role\":\"model\",\"parts\":[]}}]}";

	private static final String TEXT = "{\"responseId\":\"c\",\"modelVersion\":\"m\",\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}]}}]}";

	private static final String FINISH = "{\"responseId\":\"c\",\"modelVersion\":\"m\",\"candidates\":[{\"finishReason\":\"STOP\"}]}";

	private static final String USAGE = "{\"usageMetadata\":{\"promptTokenCount\":1,\"candidatesTokenCount\":2}}";

	private static final String OVERLOADED = "{\"error\":{\"code\":503,\"message\":\"busy\",\"status\":\"UNAVAILABLE\"}}";

	private static final ChatChunk START = new ChatChunk.Start("test", "c", "m");

	private static final ChatChunk HI = new ChatChunk.TextDelta("Hi");

	private static final ChatChunk STOP = new ChatChunk.Finish(FinishReason.STOP, "STOP", 0);

	private static final ChatChunk TOKENS = new ChatChunk.Usage(TokenUsage.of(1, 2));

	private final GeminiFixture fixture = new GeminiFixture();

	private final ScriptedServer server = this.fixture.server;

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void endOfFileAfterTheFinishIsASuccess() {
		this.server.script((connection) -> connection.beginEvents().events(ROLE, TEXT, FINISH).end());
		completesWith(START, HI, STOP);
	}

	@Test
	void usageToldBeforeACutStandsInTheFailure() {
		String usage = ",\"usageMetadata\":{\"promptTokenCount\":90,\"thoughtsTokenCount\":40,\"candidatesTokenCount\":2}}";
		this.server.script((connection) -> connection.beginEvents()
			.events(ROLE, TEXT.substring(0, TEXT.length() - 1) + usage)
			.end());
		StepVerifier.create(stream())
			.expectNext(START, HI)
			.expectErrorSatisfies((failure) -> assertThat(((ProviderException) failure).details().partialUsage())
				.isEqualTo(new TokenUsage(90L, 42L, null, null, 40L, true, null)))
			.verify(GeminiFixture.SOON);
	}

	@Test
	void resetAfterTheFinishIsASuccess() {
		this.server.script((connection) -> {
			connection.beginEvents().events(ROLE, TEXT, FINISH).pause(Duration.ofMillis(100));
			connection.reset();
		});
		completesWith(START, HI, STOP);
	}

	@Test
	void errorAfterTheFinishIsASuccess() {
		this.server.script((connection) -> connection.beginEvents()
			.events(ROLE, TEXT, FINISH, USAGE, "{\"error\":{\"message\":\"late\"}}")
			.end());
		completesWith(START, HI, STOP, TOKENS);
	}

	@Test
	void silenceAfterTheFinishIsASuccess() {
		this.server.script((connection) -> {
			connection.beginEvents().events(ROLE, TEXT, FINISH);
			connection.awaitClosed();
		});
		completesWith(START, HI, STOP);
		assertThat(this.server.awaitClientClosed(GeminiFixture.SOON)).isTrue();
	}

	@Test
	void usageIsNotLostToASlowConsumer() {
		this.server.script((connection) -> connection.beginEvents().events(ROLE, TEXT, FINISH, USAGE).end());
		StepVerifier.create(stream(), 3)
			.expectNext(START, HI, STOP)
			.thenAwait(Duration.ofMillis(2_600))
			.thenRequest(5)
			.expectNext(TOKENS)
			.expectComplete()
			.verify(GeminiFixture.SOON);
	}

	@Test
	void cutAfterContentIsNoSuccess() {
		this.server.script((connection) -> connection.beginEvents().events(ROLE, TEXT).end());
		failsWith(ErrorType.STREAM_INTERRUPTED, START, HI);
	}

	@Test
	void closeAfterContentIsNoSuccess() {
		this.server.script((connection) -> connection.beginEvents().events(ROLE, TEXT));
		failsWith(ErrorType.STREAM_INTERRUPTED, START, HI);
	}

	@Test
	void resetAfterContentIsNoSuccess() {
		this.server.script((connection) -> {
			connection.beginEvents().events(ROLE, TEXT).pause(Duration.ofMillis(100));
			connection.reset();
		});
		failsWith(ErrorType.STREAM_INTERRUPTED, START, HI);
	}

	@Test
	void cutBeforeContentIsAConnectionFailure() {
		this.server.script((connection) -> connection.beginEvents().events(ROLE).end());
		failsWith(ErrorType.CONNECTION, START);
	}

	@Test
	void resetBeforeContentIsAConnectionFailure() {
		this.server.script((connection) -> {
			connection.beginEvents().events(ROLE).pause(Duration.ofMillis(100));
			connection.reset();
		});
		failsWith(ErrorType.CONNECTION, START);
	}

	@Test
	void emptyStreamIsInvalid() {
		this.server.script((connection) -> connection.beginEvents().end());
		failsWith(ErrorType.INVALID_RESPONSE);
	}

	@Test
	void errorBeforeContentIsTyped() {
		this.server.script((connection) -> connection.beginEvents().events(ROLE, OVERLOADED).end());
		failsWith(ErrorType.OVERLOADED, START);
	}

	@Test
	void errorAfterContentInterruptsAndKeepsTheCode() {
		this.server.script((connection) -> connection.beginEvents().events(ROLE, TEXT, OVERLOADED).end());
		StepVerifier.create(stream()).expectNext(START, HI).expectErrorSatisfies((failure) -> {
			GeminiFixture.check(failure, ErrorType.STREAM_INTERRUPTED);
			assertThat(((ProviderException) failure).details().providerCode()).isEqualTo("UNAVAILABLE");
		}).verify(GeminiFixture.SOON);
	}

	@Test
	void undecodableEventIsSkippedAndCounted() {
		this.server.script((connection) -> connection.beginEvents()
			.events(ROLE, "{\"broken\": confidential", TEXT, "5", FINISH)
			.end());
		completesWith(START, HI, new ChatChunk.Finish(FinishReason.STOP, "STOP", 2));
	}

	@Test
	void fourUndecodableEventsAreACut() {
		this.server
			.script((connection) -> connection.beginEvents().events(ROLE, TEXT, "{", "{", "{", "{", FINISH).end());
		failsWith(ErrorType.STREAM_INTERRUPTED, START, HI);
	}

	@Test
	void undecodableEventsOnlyAreInvalid() {
		this.server.script((connection) -> connection.beginEvents().events("{", "5", "\"x\"", "{").end());
		failsWith(ErrorType.INVALID_RESPONSE);
	}

	@Test
	void fieldsOfAnyTypeNeverFailOtherwiseThanTyped() {
		String[] odd = { "{\"candidates\":5}", "{\"candidates\":[5]}", "{\"candidates\":[{\"content\":[]}]}",
				"{\"candidates\":[{\"content\":{\"parts\":{\"a\":1}}}]}",
				"{\"candidates\":[{\"content\":{\"parts\":[5,null,{},{\"text\":7},{\"functionCall\":8},{\"thought\":{}}]}}]}",
				"{\"candidates\":[{\"index\":\"x\",\"finishReason\":7}],\"usageMetadata\":{\"promptTokenCount\":\"a\"}}",
				"{\"promptFeedback\":5}", "{\"promptFeedback\":{\"blockReason\":7}}", "{\"error\":null}",
				"{\"error\":7}", "[]", "[5]", "{}" };
		this.server.script((connection) -> connection.beginEvents().events(odd).events(TEXT, FINISH).end());
		StepVerifier.create(stream().filter(Predicate.isEqual(HI)))
			.expectNext(HI)
			.expectComplete()
			.verify(GeminiFixture.SOON);
	}

	@Test
	void stallAfterContentIsAnIdleTimeout() {
		this.server.script((connection) -> {
			connection.beginEvents().events(ROLE, TEXT);
			connection.awaitClosed();
		});
		StepVerifier.create(impatient(REQUEST))
			.expectNext(START, HI)
			.expectErrorSatisfies((failure) -> GeminiFixture.check(failure, ErrorType.TIMEOUT_IDLE))
			.verify(GeminiFixture.SOON);
		assertThat(this.server.awaitClientClosed(GeminiFixture.SOON)).isTrue();
	}

	@Test
	void commentsAreNoSignOfLife() {
		this.server.script((connection) -> {
			connection.beginEvents();
			for (int i = 0; i < 100; i++) {
				connection.chunk(": keep-alive\n\n").pause(Duration.ofMillis(30));
			}
		});
		StepVerifier.create(impatient(REQUEST))
			.expectErrorSatisfies((failure) -> GeminiFixture.check(failure, ErrorType.TIMEOUT_FIRST_TOKEN))
			.verify(GeminiFixture.SOON);
	}

	@Test
	void silentServerIsAFirstTokenTimeout() {
		this.server.script(ScriptedServer.Connection::awaitClosed);
		StepVerifier.create(impatient(REQUEST))
			.expectErrorSatisfies((failure) -> GeminiFixture.check(failure, ErrorType.TIMEOUT_FIRST_TOKEN))
			.verify(GeminiFixture.SOON);
		assertThat(this.server.awaitClientClosed(GeminiFixture.SOON)).isTrue();
	}

	@Test
	void reasoningGetsMoreTimeForItsFirstToken() {
		this.server.script((connection) -> connection.beginEvents()
			.events(ROLE)
			.pause(Duration.ofMillis(1_500))
			.events(TEXT, FINISH)
			.end());
		ChatRequest reasoning = ChatRequest.builder()
			.user(GeminiFixture.PROMPT)
			.reasoningEffort(ReasoningEffort.HIGH)
			.build();
		StepVerifier.create(impatient(reasoning))
			.expectNext(START, HI, STOP)
			.expectComplete()
			.verify(GeminiFixture.SOON);
		StepVerifier.create(impatient(REQUEST))
			.expectNext(START)
			.expectErrorSatisfies((failure) -> GeminiFixture.check(failure, ErrorType.TIMEOUT_FIRST_TOKEN))
			.verify(GeminiFixture.SOON);
	}

	@Test
	void slowConsumerIsNoDeadProvider() {
		this.server.script((connection) -> connection.beginEvents().events(ROLE, TEXT, TEXT, FINISH).end());
		StepVerifier.create(impatient(REQUEST), 2)
			.expectNext(START, HI)
			.thenAwait(Duration.ofMillis(1_500))
			.thenRequest(10)
			.expectNext(HI, STOP)
			.expectComplete()
			.verify(GeminiFixture.SOON);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 5 })
	void cancelIsSeenByTheServerAtOnce(int chunks) {
		this.server.script((connection) -> {
			connection.beginEvents().events(ROLE, TEXT, TEXT, TEXT, TEXT, TEXT);
			connection.awaitClosed();
		});
		StepVerifier.create(stream()).expectNextCount(chunks).thenCancel().verify(GeminiFixture.SOON);
		assertThat(this.server.awaitClientClosed(GeminiFixture.SOON)).isTrue();
	}

	@Test
	void exhaustedPoolIsALocalLimit() {
		this.server.script(ScriptedServer.Connection::awaitClosed);
		Disposable busy = stream().subscribe();
		failsWith(ErrorType.LOCAL_LIMIT);
		busy.dispose();
		this.server.script((connection) -> connection.beginEvents().events(ROLE, TEXT, FINISH).end());
		completesWith(START, HI, STOP);
	}

	@Test
	void failuresLeaveNoConnectionBehind() {
		for (int i = 0; i < 20; i++) {
			this.server.script((connection) -> connection.beginEvents().events(ROLE, TEXT, "{", "{", "{", "{"));
			failsWith(ErrorType.STREAM_INTERRUPTED, START, HI);
			this.server.script((connection) -> connection.respond(503, "text/html", "<html>".repeat(30_000)));
			failsWith(ErrorType.OVERLOADED);
		}
	}

	@Test
	void arrayInAnEventIsRead() {
		this.server
			.script((connection) -> connection.beginEvents().events("[" + TEXT + "]", "[" + OVERLOADED + "]").end());
		failsWith(ErrorType.STREAM_INTERRUPTED, START, HI);
	}

	@Test
	void blockedPromptIsAContentFilter() {
		this.server
			.script((connection) -> connection.beginEvents().chunk(Bodies.read("gemini/streams/blocked.sse")).end());
		StepVerifier.create(stream()).expectErrorSatisfies((failure) -> {
			GeminiFixture.check(failure, ErrorType.CONTENT_FILTER);
			assertThat(((ProviderException) failure).details().providerCode()).isEqualTo("SAFETY");
		}).verify(GeminiFixture.SOON);
	}

	@Test
	void botchedToolCallIsAFailure() {
		String botched = FINISH.replace("STOP", "MALFORMED_FUNCTION_CALL");
		this.server.script((connection) -> connection.beginEvents().events(ROLE, botched).end());
		failsWith(ErrorType.INVALID_RESPONSE, START);
		this.server.script((connection) -> connection.beginEvents().events(ROLE, TEXT, botched).end());
		failsWith(ErrorType.STREAM_INTERRUPTED, START, HI);
	}

	@Test
	void everyCutOfAStreamIsEitherACutOrComplete() {
		byte[] bytes = Bodies.read("gemini/streams/text.sse").getBytes(StandardCharsets.UTF_8);
		List<ErrorType> types = new ArrayList<>();
		for (int length = 0; length < bytes.length + 7; length += 7) {
			byte[] part = Arrays.copyOf(bytes, Math.min(length, bytes.length));
			this.server.script((connection) -> connection
				.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
				.send(part));
			List<ChatChunk> chunks = new ArrayList<>();
			ErrorType type = stream().doOnNext(chunks::add)
				.then(Mono.<ErrorType>empty())
				.onErrorResume((failure) -> Mono.just(ErrorType.of(failure)))
				.block(GeminiFixture.SOON);
			assertThat(type == null).as("length %d", length).isEqualTo(chunks.contains(STOP));
			types.add(type);
		}
		assertThat(types).contains(null, ErrorType.INVALID_RESPONSE, ErrorType.CONNECTION, ErrorType.STREAM_INTERRUPTED)
			.hasSize((bytes.length + 6) / 7 + 1);
		assertThat(types.stream().distinct()).hasSize(4);
	}

	private Flux<ChatChunk> stream() {
		return this.fixture.provider().stream(REQUEST);
	}

	private Flux<ChatChunk> impatient(ChatRequest request) {
		return this.fixture.provider((settings) -> settings.withTimeouts(GeminiFixture.impatient())).stream(request);
	}

	private void completesWith(ChatChunk... chunks) {
		StepVerifier.create(stream()).expectNext(chunks).expectComplete().verify(GeminiFixture.SOON);
	}

	private void failsWith(ErrorType type, ChatChunk... chunks) {
		StepVerifier.create(stream())
			.expectNext(chunks)
			.expectErrorSatisfies((failure) -> GeminiFixture.check(failure, type))
			.verify(GeminiFixture.SOON);
	}

}
