package io.llmrouter.provider.openai;

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

class OpenAiStreamTests {

	private static final ChatRequest REQUEST = ChatRequest.user(OpenAiFixture.PROMPT);

	private static final String ROLE = "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}";

	private static final String TEXT = "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}";

	private static final String FINISH = "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";

	private static final String USAGE = "{\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}";

	private static final ChatChunk START = new ChatChunk.Start("test", "c", "m");

	private static final ChatChunk HI = new ChatChunk.TextDelta("Hi");

	private static final ChatChunk STOP = new ChatChunk.Finish(FinishReason.STOP, "stop", 0);

	private static final ChatChunk TOKENS = new ChatChunk.Usage(TokenUsage.of(1, 2));

	private final OpenAiFixture fixture = new OpenAiFixture();

	private final ScriptedServer server = this.fixture.server;

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void missingEndMarkAfterTheFinishIsASuccess() {
		this.server.script((connection) -> connection.beginEvents().events(ROLE, TEXT, FINISH).end());
		completesWith(START, HI, STOP);
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
		assertThat(this.server.awaitClientClosed(OpenAiFixture.SOON)).isTrue();
	}

	@Test
	void openConnectionAfterTheEndMarkIsASuccess() {
		missingEndMarkAfterTheFinishIsASuccess();
		this.server.script((connection) -> {
			connection.beginEvents().events(ROLE, TEXT, FINISH, USAGE, "[DONE]");
			connection.awaitClosed();
		});
		Duration taken = StepVerifier.create(stream())
			.expectNext(START, HI, STOP, TOKENS)
			.expectComplete()
			.verify(OpenAiFixture.SOON);
		assertThat(taken).isLessThan(Duration.ofMillis(1_900));
	}

	@Test
	void endMarkWithoutFinishReasonEndsTheAnswer() {
		this.server.script((connection) -> connection.beginEvents().events(ROLE, TEXT, "[DONE]").end());
		completesWith(START, HI, new ChatChunk.Finish(FinishReason.UNKNOWN, null, 0));
	}

	@Test
	void endMarkWithoutAnythingElseIsInvalid() {
		this.server.script((connection) -> connection.beginEvents().events("[DONE]").end());
		failsWith(ErrorType.INVALID_RESPONSE);
	}

	@Test
	void usageIsNotLostToASlowConsumer() {
		this.server.script((connection) -> connection.beginEvents().events(ROLE, TEXT, FINISH, USAGE, "[DONE]").end());
		StepVerifier.create(stream(), 3)
			.expectNext(START, HI, STOP)
			.thenAwait(Duration.ofMillis(2_600))
			.thenRequest(5)
			.expectNext(TOKENS)
			.expectComplete()
			.verify(OpenAiFixture.SOON);
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
		this.server.script((connection) -> connection.beginEvents()
			.events(ROLE, "{\"error\":{\"message\":\"busy\",\"code\":\"server_is_overloaded\"}}")
			.end());
		failsWith(ErrorType.OVERLOADED, START);
	}

	@Test
	void errorAfterContentInterruptsAndKeepsTheCode() {
		this.server.script((connection) -> connection.beginEvents()
			.events(ROLE, TEXT, "{\"error\":{\"message\":\"busy\",\"code\":\"server_is_overloaded\"}}")
			.end());
		StepVerifier.create(stream()).expectNext(START, HI).expectErrorSatisfies((failure) -> {
			OpenAiFixture.check(failure, ErrorType.STREAM_INTERRUPTED);
			assertThat(((ProviderException) failure).details().providerCode()).isEqualTo("server_is_overloaded");
		}).verify(OpenAiFixture.SOON);
	}

	@Test
	void undecodableEventIsSkippedAndCounted() {
		this.server.script((connection) -> connection.beginEvents()
			.events(ROLE, "{\"broken\": confidential", TEXT, "5", FINISH, "[DONE]")
			.end());
		completesWith(START, HI, new ChatChunk.Finish(FinishReason.STOP, "stop", 2));
	}

	@Test
	void fourUndecodableEventsAreACut() {
		this.server.script((
				connection) -> connection.beginEvents().events(ROLE, TEXT, "{", "{", "{", "{", FINISH, "[DONE]").end());
		failsWith(ErrorType.STREAM_INTERRUPTED, START, HI);
	}

	@Test
	void undecodableEventsOnlyAreInvalid() {
		this.server.script((connection) -> connection.beginEvents().events("{", "{", "{", "{", "[DONE]").end());
		failsWith(ErrorType.INVALID_RESPONSE);
	}

	@Test
	void fieldsOfAnyTypeNeverFailOtherwiseThanTyped() {
		String[] odd = { "{\"choices\":5}", "{\"choices\":[5]}", "{\"choices\":[{\"delta\":[]}]}",
				"{\"choices\":[{\"delta\":{\"content\":{\"a\":1},\"tool_calls\":{\"b\":2}}}]}",
				"{\"choices\":[{\"index\":\"x\",\"delta\":{\"tool_calls\":[5,null,{\"index\":-1}]}}]}",
				"{\"choices\":[{\"delta\":{},\"finish_reason\":7}],\"usage\":{\"prompt_tokens\":\"a\"}}",
				"{\"error\":null}", "{\"error\":7}", "{}" };
		this.server.script((connection) -> connection.beginEvents().events(odd).events(TEXT, FINISH).end());
		StepVerifier.create(stream().filter(Predicate.isEqual(HI)))
			.expectNext(HI)
			.expectComplete()
			.verify(OpenAiFixture.SOON);
	}

	@Test
	void stallAfterContentIsAnIdleTimeout() {
		this.server.script((connection) -> {
			connection.beginEvents().events(ROLE, TEXT);
			connection.awaitClosed();
		});
		StepVerifier.create(impatient(REQUEST))
			.expectNext(START, HI)
			.expectErrorSatisfies((failure) -> OpenAiFixture.check(failure, ErrorType.TIMEOUT_IDLE))
			.verify(OpenAiFixture.SOON);
		assertThat(this.server.awaitClientClosed(OpenAiFixture.SOON)).isTrue();
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
			.expectErrorSatisfies((failure) -> OpenAiFixture.check(failure, ErrorType.TIMEOUT_FIRST_TOKEN))
			.verify(OpenAiFixture.SOON);
	}

	@Test
	void silentServerIsAFirstTokenTimeout() {
		this.server.script(ScriptedServer.Connection::awaitClosed);
		StepVerifier.create(impatient(REQUEST))
			.expectErrorSatisfies((failure) -> OpenAiFixture.check(failure, ErrorType.TIMEOUT_FIRST_TOKEN))
			.verify(OpenAiFixture.SOON);
		assertThat(this.server.awaitClientClosed(OpenAiFixture.SOON)).isTrue();
	}

	@Test
	void reasoningGetsMoreTimeForItsFirstToken() {
		this.server.script((connection) -> connection.beginEvents()
			.events(ROLE)
			.pause(Duration.ofMillis(1_500))
			.events(TEXT, FINISH)
			.end());
		ChatRequest reasoning = ChatRequest.builder()
			.user(OpenAiFixture.PROMPT)
			.reasoningEffort(ReasoningEffort.HIGH)
			.build();
		StepVerifier.create(impatient(reasoning))
			.expectNext(START, HI, STOP)
			.expectComplete()
			.verify(OpenAiFixture.SOON);
		StepVerifier.create(impatient(REQUEST))
			.expectNext(START)
			.expectErrorSatisfies((failure) -> OpenAiFixture.check(failure, ErrorType.TIMEOUT_FIRST_TOKEN))
			.verify(OpenAiFixture.SOON);
	}

	@Test
	void slowConsumerIsNoDeadProvider() {
		this.server.script((connection) -> connection.beginEvents().events(ROLE, TEXT, TEXT, FINISH, "[DONE]").end());
		StepVerifier.create(impatient(REQUEST), 2)
			.expectNext(START, HI)
			.thenAwait(Duration.ofMillis(1_500))
			.thenRequest(10)
			.expectNext(HI, STOP)
			.expectComplete()
			.verify(OpenAiFixture.SOON);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 5 })
	void cancelIsSeenByTheServerAtOnce(int chunks) {
		this.server.script((connection) -> {
			connection.beginEvents().events(ROLE, TEXT, TEXT, TEXT, TEXT, TEXT);
			connection.awaitClosed();
		});
		StepVerifier.create(stream()).expectNextCount(chunks).thenCancel().verify(OpenAiFixture.SOON);
		assertThat(this.server.awaitClientClosed(OpenAiFixture.SOON)).isTrue();
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
	void wholeAnswerInsteadOfAStreamIsRead() {
		this.server
			.script((connection) -> connection.respond(200, "application/json", Bodies.read("openai/chat.json")));
		StepVerifier.create(stream().map(ChatChunk::text).filter((text) -> !text.isEmpty()))
			.expectNext("Hello there")
			.expectComplete()
			.verify(OpenAiFixture.SOON);
	}

	@Test
	void errorObjectInsteadOfAStreamIsTyped() {
		this.server.script((connection) -> connection.respond(200, "application/json",
				"{\"error\":{\"message\":\"x\",\"code\":\"insufficient_quota\"}}"));
		failsWith(ErrorType.QUOTA_EXHAUSTED);
	}

	@Test
	void everyCutOfAStreamIsEitherACutOrComplete() {
		byte[] bytes = Bodies.read("openai/streams/text.sse").getBytes(StandardCharsets.UTF_8);
		List<ErrorType> types = new ArrayList<>();
		for (int length = 0; length < bytes.length; length += 7) {
			byte[] part = Arrays.copyOf(bytes, length);
			this.server.script((connection) -> connection
				.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
				.send(part));
			List<ChatChunk> chunks = new ArrayList<>();
			ErrorType type = stream().doOnNext(chunks::add)
				.then(Mono.<ErrorType>empty())
				.onErrorResume((failure) -> Mono.just(ErrorType.of(failure)))
				.block(OpenAiFixture.SOON);
			assertThat(type == null).as("length %d", length).isEqualTo(chunks.contains(STOP));
			types.add(type);
		}
		assertThat(types).contains(null, ErrorType.INVALID_RESPONSE, ErrorType.CONNECTION, ErrorType.STREAM_INTERRUPTED)
			.hasSize((bytes.length + 6) / 7);
		assertThat(types.stream().distinct()).hasSize(4);
	}

	private Flux<ChatChunk> stream() {
		return this.fixture.provider().stream(REQUEST);
	}

	private Flux<ChatChunk> impatient(ChatRequest request) {
		return this.fixture.provider((settings) -> settings.withTimeouts(OpenAiFixture.impatient())).stream(request);
	}

	private void completesWith(ChatChunk... chunks) {
		StepVerifier.create(stream()).expectNext(chunks).expectComplete().verify(OpenAiFixture.SOON);
	}

	private void failsWith(ErrorType type, ChatChunk... chunks) {
		StepVerifier.create(stream())
			.expectNext(chunks)
			.expectErrorSatisfies((failure) -> OpenAiFixture.check(failure, type))
			.verify(OpenAiFixture.SOON);
	}

}
