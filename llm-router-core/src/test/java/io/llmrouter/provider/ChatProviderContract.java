package io.llmrouter.provider;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.llmrouter.call.CallObservation;
import io.llmrouter.call.CallObserver;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.ModelLabels;
import io.llmrouter.call.ObservedChatProvider;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.chat.WireFields;
import io.llmrouter.provider.http.WireTimeouts;
import io.llmrouter.testing.ScriptedServer;
import io.llmrouter.testing.TestHttp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;

import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every adapter promises, whatever its wire. An adapter extends this class and says
 * how its wire looks: {@link #answer()} and {@link #stream()} both say {@link #TEXT} and
 * tell {@link #USAGE}.
 */
public abstract class ChatProviderContract {

	protected static final String NAME = "test";

	protected static final String MODEL = "model-1";

	protected static final String KEY = "sk-canary-0123456789";

	protected static final String TEXT = "Hello there";

	protected static final TokenUsage USAGE = TokenUsage.of(19, 10);

	private static final String PROMPT = "confidential: the merger takes place on Monday";

	private static final ChatRequest REQUEST = ChatRequest.user(PROMPT);

	private static final Duration SOON = Duration.ofSeconds(10);

	private final ScriptedServer server = new ScriptedServer();

	private final ConnectionProvider connections = ConnectionProvider.builder("contract")
		.maxConnections(1)
		.pendingAcquireTimeout(Duration.ofSeconds(5))
		.build();

	@AfterEach
	void close() {
		this.server.close();
		this.connections.dispose();
	}

	/**
	 * Create the provider, named {@link #NAME}, with {@link #KEY} and {@link #MODEL}.
	 * @param baseUrl the base URL
	 * @param client the HTTP client
	 * @param timeouts the time limits
	 * @return the provider
	 */
	protected abstract ChatProvider provider(URI baseUrl, WebClient client, WireTimeouts timeouts);

	/**
	 * Return the body of a whole answer.
	 * @return the body
	 */
	protected abstract String answer();

	/**
	 * Return the body of a complete stream.
	 * @return the body
	 */
	protected abstract String stream();

	/**
	 * Return the body of a stream that tells of a failure after its first text.
	 * @param message the provider's words
	 * @return the body
	 */
	protected abstract String streamWithError(String message);

	/**
	 * Return the input that is known of a stream which tells of a failure after its first
	 * text: by default a quarter of the prompt's 46 characters.
	 * @return the tokens
	 */
	protected long inputOfInterruptedStream() {
		return 12;
	}

	/**
	 * Return the body of a failure.
	 * @param status the HTTP status
	 * @param message the provider's words
	 * @return the body
	 */
	protected abstract String error(int status, String message);

	/**
	 * Return the content type of a stream.
	 * @return the type
	 */
	protected String streamType() {
		return "text/event-stream";
	}

	@Test
	void nameAndModelsAreThoseOfTheSettings() {
		assertThat(provider().name()).isEqualTo(NAME);
		assertThat(provider().models()).containsExactly(MODEL);
	}

	@Test
	void fieldsOfAnotherWireAreRefusedByNameAndThoseOfItsOwnAreTaken() {
		respond(200, answer());
		ChatRequest foreign = ChatRequest.builder().user(PROMPT).wireFields(fields("another")).build();
		StepVerifier.create(provider().chat(foreign)).expectErrorSatisfies((failure) -> {
			assertThat(ErrorType.of(failure)).isEqualTo(ErrorType.UNSUPPORTED_FEATURE);
			assertThat(failure).hasMessageContaining("'logit_bias', 'messages[0].name'");
		}).verify(SOON);
		assertThat(this.server.requests()).isEmpty();
		ChatRequest own = ChatRequest.builder().user(PROMPT).wireFields(fields(provider().wire())).build();
		assertThat(provider().chat(own).block(SOON).text()).isEqualTo(TEXT);
	}

	private static WireFields fields(String wire) {
		return new WireFields(wire, Map.of("logit_bias", Map.of("50256", -100)),
				List.of("logit_bias", "messages[0].name"));
	}

	@Test
	void nothingIsSentBeforeSubscriptionAndOneRequestWithEach() {
		respond(200, answer());
		Mono<ChatResponse> call = provider().chat(REQUEST);
		Flux<ChatChunk> stream = provider().stream(REQUEST);
		assertThat(this.server.requests()).isEmpty();
		call.block(SOON);
		call.block(SOON);
		respondStream(stream());
		stream.blockLast(SOON);
		stream.blockLast(SOON);
		assertThat(this.server.requests()).hasSize(4);
	}

	@Test
	void wholeAnswerHasItsTextReasonAndUsage() {
		respond(200, answer());
		StepVerifier.create(provider().chat(REQUEST)).assertNext((answer) -> {
			assertThat(answer.provider()).isEqualTo(NAME);
			assertThat(answer.text()).isEqualTo(TEXT);
			assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
			assertThat(answer.usage()).isEqualTo(USAGE);
		}).expectComplete().verify(SOON);
	}

	@Test
	void streamStartsTellsItsTextAndEndsComplete() {
		respondStream(stream());
		List<ChatChunk> chunks = provider().stream(REQUEST).collectList().block(SOON);
		assertThat(chunks.get(0)).isInstanceOfSatisfying(ChatChunk.Start.class,
				(start) -> assertThat(start.provider()).isEqualTo(NAME));
		assertThat(String.join("", chunks.stream().map(ChatChunk::text).toList())).isEqualTo(TEXT);
		assertThat(chunks).filteredOn(ChatChunk.Finish.class::isInstance)
			.singleElement()
			.isInstanceOfSatisfying(ChatChunk.Finish.class,
					(finish) -> assertThat(finish.reason()).isEqualTo(FinishReason.STOP));
		assertThat(chunks).filteredOn(ChatChunk.Usage.class::isInstance).containsExactly(new ChatChunk.Usage(USAGE));
	}

	@ParameterizedTest
	@CsvSource({ "401,AUTHENTICATION", "429,RATE_LIMITED", "500,SERVER_ERROR" })
	void refusalHasItsTypeAndShowsNeitherKeyNorPrompt(int status, ErrorType type) {
		respond(status, error(status, "no: " + PROMPT + ", " + KEY));
		fails(provider().chat(REQUEST), type);
		fails(provider().stream(REQUEST), type);
	}

	@Test
	void errorWithinAStreamInterruptsIt() {
		respondStream(streamWithError("no: " + PROMPT + ", " + KEY));
		fails(provider().stream(REQUEST), ErrorType.STREAM_INTERRUPTED);
	}

	@Test
	void interruptedStreamTellsWhichTokensItUsed() {
		respondStream(streamWithError("no"));
		StepVerifier.create(provider().stream(REQUEST).then())
			.expectErrorSatisfies((failure) -> assertThat(((ProviderException) failure).details().partialUsage())
				.isEqualTo(partialUsage()))
			.verify(SOON);
	}

	@Test
	void tokensOfAStreamThatTheCallerCancelsAreEstimated() {
		this.server.script((connection) -> {
			String whole = stream();
			connection.send(head() + whole.substring(0, whole.indexOf('\n', whole.indexOf("Hello"))) + "\n\n");
			connection.awaitClosed();
		});
		List<ChatCall> calls = new CopyOnWriteArrayList<>();
		CallObserver observer = new CallObserver(List.of(calls::add), CallObservation.Factory.NOOP,
				new ModelLabels(Map.of()), TimeSource.SYSTEM);
		StepVerifier.create(new ObservedChatProvider(provider(), observer).stream(REQUEST))
			.thenConsumeWhile((chunk) -> !chunk.isContent())
			.expectNextCount(1)
			.thenCancel()
			.verify(SOON);
		assertThat(calls).singleElement().satisfies((call) -> {
			assertThat(call.outcome()).isEqualTo(Outcome.CANCELLED);
			assertThat(call.usage()).isEqualTo(partialUsage());
		});
	}

	private TokenUsage partialUsage() {
		return new TokenUsage(inputOfInterruptedStream(), 2L, null, null, null, true, null);
	}

	@Test
	void cutStreamIsNoSuccess() {
		String whole = stream();
		this.server.script((connection) -> connection.send(head() + whole.substring(0, whole.indexOf('\n') + 1)));
		fails(provider().stream(REQUEST), ErrorType.CONNECTION, ErrorType.STREAM_INTERRUPTED);
	}

	@Test
	void pageOfAProxyIsInvalid() {
		this.server.script((connection) -> connection.respond(200, "text/html", "<html>login</html>"));
		fails(provider().chat(REQUEST), ErrorType.INVALID_RESPONSE);
		fails(provider().stream(REQUEST), ErrorType.INVALID_RESPONSE);
	}

	@Test
	void emptyAnswerIsInvalid() {
		respond(200, "");
		fails(provider().chat(REQUEST), ErrorType.INVALID_RESPONSE);
		respondStream("");
		fails(provider().stream(REQUEST), ErrorType.INVALID_RESPONSE);
	}

	@Test
	void refusedConnectionIsTyped() throws IOException {
		int port;
		try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = closed.getLocalPort();
		}
		ChatProvider provider = provider(URI.create("http://127.0.0.1:" + port + "/v1"));
		fails(provider.chat(REQUEST), ErrorType.CONNECTION);
		fails(provider.stream(REQUEST), ErrorType.CONNECTION);
	}

	@Test
	void cancelledStreamIsLeftAtOnce() {
		this.server.script((connection) -> {
			connection.send(head() + stream());
			connection.awaitClosed();
		});
		StepVerifier.create(provider().stream(REQUEST).filter(ChatChunk::isContent))
			.expectNextCount(1)
			.thenCancel()
			.verify(SOON);
		assertThat(this.server.awaitClientClosed(SOON)).isTrue();
	}

	@Test
	void cancelledCallIsLeftAtOnce() {
		this.server.script(ScriptedServer.Connection::awaitClosed);
		StepVerifier.create(provider().chat(REQUEST))
			.expectSubscription()
			.expectNoEvent(Duration.ofMillis(300))
			.thenCancel()
			.verify(SOON);
		assertThat(this.server.awaitClientClosed(SOON)).isTrue();
	}

	@Test
	void silentServerTimesOutAndIsLeft() {
		this.server.script(ScriptedServer.Connection::awaitClosed);
		fails(impatient().stream(REQUEST), ErrorType.TIMEOUT_FIRST_TOKEN);
		assertThat(this.server.awaitClientClosed(SOON)).isTrue();
	}

	@Test
	void silentServerTimesOutForAWholeAnswerToo() {
		this.server.script(ScriptedServer.Connection::awaitClosed);
		fails(impatient().chat(REQUEST), ErrorType.TIMEOUT_FIRST_TOKEN);
		assertThat(this.server.awaitClientClosed(SOON)).isTrue();
	}

	@Test
	void badRequestIsNotSent() {
		ChatRequest empty = ChatRequest.builder().build();
		fails(provider().chat(empty), ErrorType.INVALID_REQUEST);
		fails(provider().stream(empty), ErrorType.INVALID_REQUEST);
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void textFormShowsNoKey() {
		assertThat(provider().toString()).contains(NAME).doesNotContain("canary");
	}

	private ChatProvider provider() {
		return provider(this.server.uri());
	}

	private ChatProvider provider(URI baseUrl) {
		return provider(baseUrl, TestHttp.client(this.connections), WireTimeouts.defaults());
	}

	private ChatProvider impatient() {
		Duration limit = Duration.ofSeconds(1);
		return provider(this.server.uri(), TestHttp.client(this.connections),
				new WireTimeouts(SOON, limit, limit, limit, limit, SOON));
	}

	private void respond(int status, String body) {
		this.server.script((connection) -> connection.respond(status, "application/json", body));
	}

	private void respondStream(String body) {
		this.server.script((connection) -> connection.respond(200, streamType(), body));
	}

	private String head() {
		return "HTTP/1.1 200 OK\r\nContent-Type: " + streamType() + "\r\nConnection: close\r\n\r\n";
	}

	private static void fails(Publisher<?> call, ErrorType... types) {
		StepVerifier.create(Flux.from(call).then())
			.expectErrorSatisfies((failure) -> check(failure, types))
			.verify(SOON);
	}

	private static void check(Throwable failure, ErrorType... types) {
		assertThat(failure).isInstanceOfSatisfying(ProviderException.class,
				(known) -> assertThat(known.errorType()).as(known.getMessage()).isIn((Object[]) types));
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			assertThat(cause.toString()).doesNotContain("canary", "confidential", "merger");
		}
	}

}
