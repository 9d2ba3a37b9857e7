package io.llmrouter.provider;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.llmrouter.chat.TokenUsage;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.embedding.EmbeddingResponse;
import io.llmrouter.provider.http.SseLimits;
import io.llmrouter.provider.http.WireLimits;
import io.llmrouter.provider.http.WireTimeouts;
import io.llmrouter.testing.Bodies;
import io.llmrouter.testing.ScriptedServer;
import io.llmrouter.testing.TestHttp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every embedding adapter promises, whatever its wire. An adapter extends this class
 * and says how its wire looks; the bodies it sends and reads stand in its folder of the
 * test resources.
 */
public abstract class EmbeddingProviderContract {

	protected static final String NAME = "test";

	protected static final String MODEL = "embed-1";

	protected static final String KEY = "sk-canary-0123456789";

	private static final String PROMPT = "confidential: the merger takes place on Monday";

	private static final EmbeddingRequest REQUEST = EmbeddingRequest.of(List.of("first text", "second text"));

	private static final List<float[]> VECTORS = List.of(new float[] { 0.5F, -0.25F, 0.125F },
			new float[] { 1, 0, -2 });

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final int FUZZED = 2_000;

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
	 * Create the provider.
	 * @param setup what it is to be created with
	 * @return the provider
	 */
	protected abstract EmbeddingProvider provider(Setup setup);

	/**
	 * Return the folder of the recorded bodies, which holds {@code request.json} and
	 * {@code answer.json}.
	 * @return the folder among the test resources
	 */
	protected abstract String folder();

	/**
	 * Return the folder of the recorded errors of chats, which holds {@code table.csv}.
	 * @return the folder among the test resources
	 */
	protected abstract String errors();

	/**
	 * Return the path that is asked.
	 * @return the path after the address of the server
	 */
	protected abstract String path();

	/**
	 * Return the header that carries the key.
	 * @return name and value
	 */
	protected Map.Entry<String, String> keyHeader() {
		return Map.entry("authorization", "Bearer " + KEY);
	}

	/**
	 * Return the model that the recorded answer names.
	 * @return the model, or {@code null}
	 */
	protected String echoedModel() {
		return "embed-1-echoed";
	}

	/**
	 * Return the most inputs of a request.
	 * @return the number
	 */
	protected abstract int maxInputs();

	/**
	 * Return the body of an answer without usage.
	 * @param vectors what stands where a vector should, for each input, as JSON
	 * @return the body
	 */
	protected abstract String answer(String... vectors);

	/**
	 * Return the body of a failure.
	 * @param message the provider's words
	 * @return the body
	 */
	protected abstract String error(String message);

	@Test
	void nameAndModelsAreThoseOfTheSettings() {
		assertThat(provider().name()).isEqualTo(NAME);
		assertThat(provider().models()).containsExactly(MODEL);
	}

	@Test
	void nothingIsSentBeforeSubscriptionAndOneRequestWithEach() {
		respond(200, recorded("answer.json"));
		Mono<EmbeddingResponse> call = provider().embed(REQUEST);
		assertThat(this.server.requests()).isEmpty();
		call.block(SOON);
		call.block(SOON);
		assertThat(this.server.requests()).hasSize(2);
	}

	@Test
	void recordedAnswerIsRead() {
		this.server.script((connection) -> connection.respond(200, "application/json", recorded("answer.json"),
				"x-request-id: req_9"));
		StepVerifier.create(provider().embed(REQUEST.withDimensions(3)))
			.assertNext((answer) -> assertThat(answer).isEqualTo(new EmbeddingResponse(NAME, "req_9", echoedModel(),
					VECTORS, new TokenUsage(7L, null, null, null, null, false, null))))
			.expectComplete()
			.verify(SOON);
	}

	@Test
	void requestIsTheRecordedOne() {
		respond(200, recorded("answer.json"));
		provider().embed(REQUEST.withDimensions(3).withExtra(Map.of("user", "u-1"))).block(SOON);
		ScriptedServer.Request sent = this.server.requests().get(0);
		assertThat(sent.line()).isEqualTo("POST /v1" + path() + " HTTP/1.1");
		assertThat(sent.headers()).contains(keyHeader());
		assertThat(JsonMapper.shared().readTree(sent.body()))
			.isEqualTo(JsonMapper.shared().readTree(recorded("request.json")));
	}

	@Test
	void oneTextIsOneVectorWhoseUsageMayBeUnknown() {
		respond(200, answer("[0.5]"));
		StepVerifier.create(provider().embed(EmbeddingRequest.of("one"))).assertNext((answer) -> {
			assertThat(answer.vector()).containsExactly(0.5F);
			assertThat(answer.usage()).isNull();
			assertThat(answer.requestId()).isNull();
		}).expectComplete().verify(SOON);
	}

	@Test
	void vectorsStandInTheOrderOfTheInputs() {
		int inputs = 64;
		String[] vectors = new String[inputs];
		for (int i = 0; i < inputs; i++) {
			vectors[i] = "[" + i + ",1]";
		}
		respond(200, answer(vectors));
		EmbeddingRequest batch = EmbeddingRequest.of(Collections.nCopies(inputs, "text"));
		List<float[]> read = provider().embed(batch).block(SOON).vectors();
		assertThat(read).hasSize(inputs);
		for (int i = 0; i < inputs; i++) {
			assertThat(read.get(i)).containsExactly(i, 1);
		}
	}

	@Test
	void modelOfTheRequestIsAskedFor() {
		respond(200, answer("[1]", "[2]"));
		provider().embed(REQUEST.withModel("embed-other")).block(SOON);
		ScriptedServer.Request sent = this.server.requests().get(0);
		assertThat(sent.line() + sent.body()).contains("embed-other").doesNotContain(MODEL);
	}

	@Test
	void otherLengthThanRequestedIsInvalid() {
		respond(200, answer("[1,2]", "[3,4]"));
		fails(provider().embed(REQUEST.withDimensions(3)), ErrorType.INVALID_RESPONSE);
		assertThat(provider().embed(REQUEST.withDimensions(2)).block(SOON).vectors()).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "[1]", "[1],[2],[3]", "[1],[2,3]", "[1],[]", "[],[]", "[1],null", "[1],\"2\"",
			"[1],\"!!!!\"", "[1],\"AAAA\"", "[1],{}", "[1],5", "[1],[null]", "[1],[\"2\"]", "[1],[[2]]", "[1],[true]",
			"[1],[NaN]", "[1],[Infinity]", "[1],[1e39]", "[1],[1e999]", "[1],\"AADAfw==\"", "[1],\"AACAfw==\"" })
	void vectorsThatAreNoneAreInvalid(String vectors) {
		String[] all = vectors.split(",(?=[\\[\"{5n])");
		respond(200, answer(all));
		fails(provider().embed(REQUEST), ErrorType.INVALID_RESPONSE);
	}

	@Test
	void hugeIntegerIsInvalid() {
		respond(200, answer("[1]", "[1" + "0".repeat(400) + "]"));
		fails(provider().embed(REQUEST), ErrorType.INVALID_RESPONSE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  \n\n ", "{", "hello", "[]", "5", "null", "{}", "\"text\"", "{\"data\":{}}",
			"{\"embeddings\":[]}", "{\"data\":[{}]}", "{\"embeddings\":5}" })
	void answerThatCannotBeUnderstoodIsInvalid(String body) {
		respond(200, body);
		fails(provider().embed(REQUEST), ErrorType.INVALID_RESPONSE);
	}

	@Test
	void pageOfAProxyIsInvalid() {
		this.server.script((connection) -> connection.respond(200, "text/html", "<html>login</html>"));
		fails(provider().embed(REQUEST), ErrorType.INVALID_RESPONSE);
	}

	@Test
	void answerOverTheLimitIsInvalid() {
		respond(200, answer("[" + "1,".repeat(2_000) + "1]", "[2]"));
		WireLimits small = new WireLimits(SseLimits.defaults(), 1_000);
		fails(provider(new Setup(this.server.uri(), client(), WireTimeouts.defaults(), small, List.of(MODEL)))
			.embed(REQUEST), ErrorType.INVALID_RESPONSE);
	}

	@ParameterizedTest
	@CsvSource({ "400,INVALID_REQUEST", "401,AUTHENTICATION", "403,PERMISSION_DENIED", "404,NOT_FOUND",
			"413,REQUEST_TOO_LARGE", "429,RATE_LIMITED", "500,SERVER_ERROR", "503,OVERLOADED" })
	void refusalHasItsTypeAndShowsNeitherKeyNorText(int status, ErrorType type) {
		this.server.script((connection) -> connection.respond(status, "application/json",
				error("no: " + PROMPT + ", " + KEY), "Retry-After: 2"));
		StepVerifier.create(provider().embed(EmbeddingRequest.of(List.of("other", PROMPT))))
			.expectErrorSatisfies((failure) -> {
				check(failure, type);
				assertThat(((ProviderException) failure).details().status()).isEqualTo(status);
				assertThat(((ProviderException) failure).details().retryAfter()).isEqualTo(Duration.ofSeconds(2));
				assertThat(failure).hasMessageContaining("Provider 'test' (model 'embed-1', host '");
			})
			.verify(SOON);
	}

	@Test
	void everyRecordedErrorHasTheTypeItHasInAChat() {
		for (String row : Bodies.read(errors() + "/table.csv").strip().split("\\R")) {
			String[] columns = row.split(",");
			respond(Integer.parseInt(columns[1]), Bodies.read(errors() + "/" + columns[0]));
			StepVerifier.create(provider().embed(REQUEST))
				.expectErrorSatisfies((failure) -> assertThat(((ProviderException) failure).errorType().code()).as(row)
					.isEqualTo(columns[2]))
				.verify(SOON);
		}
	}

	@Test
	void errorInASuccessIsTyped() {
		respond(200, error("no: " + PROMPT + ", " + KEY));
		fails(provider().embed(EmbeddingRequest.of(PROMPT)), ErrorType.SERVER_ERROR);
	}

	@Test
	void refusedConnectionIsTyped() throws IOException {
		int port;
		try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = closed.getLocalPort();
		}
		fails(provider(URI.create("http://127.0.0.1:" + port + "/v1"), WireTimeouts.defaults()).embed(REQUEST),
				ErrorType.CONNECTION);
	}

	@Test
	void closeWithinTheBodyIsTyped() {
		this.server.script((connection) -> connection
			.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"data\":"));
		fails(provider().embed(REQUEST), ErrorType.CONNECTION);
	}

	@Test
	void cancelledCallIsLeftAtOnce() {
		this.server.script(ScriptedServer.Connection::awaitClosed);
		StepVerifier.create(provider().embed(REQUEST))
			.expectSubscription()
			.expectNoEvent(Duration.ofMillis(300))
			.thenCancel()
			.verify(SOON);
		assertThat(this.server.awaitClientClosed(SOON)).isTrue();
	}

	@Test
	void silentServerTimesOutAndIsLeft() {
		this.server.script(ScriptedServer.Connection::awaitClosed);
		Duration limit = Duration.ofMillis(300);
		WireTimeouts impatient = new WireTimeouts(SOON, limit, SOON, SOON, SOON, SOON);
		fails(provider(this.server.uri(), impatient).embed(REQUEST), ErrorType.TIMEOUT_FIRST_TOKEN);
		assertThat(this.server.awaitClientClosed(SOON)).isTrue();
	}

	@Test
	void badRequestIsNotSent() {
		fails(provider().embed(EmbeddingRequest.of(List.of())), ErrorType.INVALID_REQUEST);
		fails(provider().embed(EmbeddingRequest.of(List.of("text", " \n"))), ErrorType.INVALID_REQUEST);
		fails(provider().embed(REQUEST.withDimensions(0)), ErrorType.INVALID_REQUEST);
		fails(provider().embed(EmbeddingRequest.of(Collections.nCopies(maxInputs() + 1, "text"))),
				ErrorType.INVALID_REQUEST);
		fails(provider().embed(REQUEST.withExtra(Map.of("user", new Unwritable()))), ErrorType.INVALID_REQUEST);
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void largestBatchIsSent() {
		String[] vectors = new String[maxInputs()];
		Collections.nCopies(vectors.length, "[1]").toArray(vectors);
		respond(200, answer(vectors));
		EmbeddingRequest batch = EmbeddingRequest.of(Collections.nCopies(vectors.length, "text"));
		assertThat(provider().embed(batch).block(SOON).vectors()).hasSize(vectors.length);
	}

	@Test
	void callWithoutAnyModelIsNotSent() {
		fails(provider(
				new Setup(this.server.uri(), client(), WireTimeouts.defaults(), WireLimits.defaults(), List.of()))
			.embed(REQUEST), ErrorType.INVALID_REQUEST);
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void textFormShowsNoKey() {
		assertThat(provider().toString()).contains(NAME).doesNotContain("canary");
	}

	@Test
	void damagedAnswersAreReadOrInvalid() {
		byte[] whole = recorded("answer.json").getBytes(StandardCharsets.UTF_8);
		Random random = new Random(20261123);
		int read = 0;
		for (int i = 0; i < FUZZED; i++) {
			byte[] body = damaged(whole, random);
			read += isRead(body) ? 1 : 0;
		}
		assertThat(read).isBetween(1, FUZZED - 1);
	}

	private boolean isRead(byte[] body) {
		EmbeddingProvider provider = provider(new Setup(this.server.uri(), canned(body), WireTimeouts.defaults(),
				WireLimits.defaults(), List.of(MODEL)));
		try {
			EmbeddingResponse answer = provider.embed(REQUEST).block(SOON);
			assertThat(answer.vectors()).hasSize(2);
			for (float[] vector : answer.vectors()) {
				assertThat(vector).hasSameSizeAs(answer.vector()).isNotEmpty();
				for (float number : vector) {
					assertThat(number).isFinite();
				}
			}
			return true;
		}
		catch (ProviderException ex) {
			assertThat(ex.errorType()).as(new String(body, StandardCharsets.UTF_8))
				.isEqualTo(ErrorType.INVALID_RESPONSE);
			return false;
		}
	}

	private static byte[] damaged(byte[] whole, Random random) {
		byte[] body = whole.clone();
		int places = 1 + random.nextInt(3);
		String letters = "0123456789-.eE,:[]{}\"\\ nulltrufasNI\u0000";
		for (int i = 0; i < places; i++) {
			boolean wild = random.nextInt(4) == 0;
			body[random.nextInt(body.length)] = (byte) (wild ? random.nextInt(256)
					: letters.charAt(random.nextInt(letters.length())));
		}
		return (random.nextInt(5) == 0) ? Arrays.copyOf(body, 1 + random.nextInt(body.length)) : body;
	}

	private static WebClient canned(byte[] body) {
		return WebClient.builder().exchangeFunction((request) -> {
			DataBuffer buffer = DefaultDataBufferFactory.sharedInstance.wrap(body);
			return Mono.just(ClientResponse.create(HttpStatus.OK)
				.header("Content-Type", "application/json")
				.body(Flux.just(buffer))
				.build());
		}).build();
	}

	private EmbeddingProvider provider() {
		return provider(this.server.uri(), WireTimeouts.defaults());
	}

	private EmbeddingProvider provider(URI baseUrl, WireTimeouts timeouts) {
		return provider(new Setup(baseUrl, client(), timeouts, WireLimits.defaults(), List.of(MODEL)));
	}

	private WebClient client() {
		return TestHttp.client(this.connections);
	}

	private String recorded(String file) {
		return Bodies.read(folder() + "/" + file);
	}

	private void respond(int status, String body) {
		this.server.script((connection) -> connection.respond(status, "application/json", body));
	}

	private static void fails(Mono<?> call, ErrorType type) {
		StepVerifier.create(call).expectErrorSatisfies((failure) -> check(failure, type)).verify(SOON);
	}

	private static void check(Throwable failure, ErrorType type) {
		assertThat(failure).isInstanceOfSatisfying(ProviderException.class,
				(known) -> assertThat(known.errorType()).as(known.getMessage()).isEqualTo(type));
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			assertThat(cause.toString()).doesNotContain("canary", "confidential", "merger");
		}
	}

	/**
	 * Value that fails when it is written.
	 */
	public static final class Unwritable {

		public String getText() {
			throw new IllegalStateException("confidential");
		}

	}

	/**
	 * What a provider is created with, besides {@link #NAME} and {@link #KEY}.
	 *
	 * @param baseUrl the base URL
	 * @param client the HTTP client
	 * @param timeouts the time limits
	 * @param limits the size limits
	 * @param models the models
	 */
	protected record Setup(URI baseUrl, WebClient client, WireTimeouts timeouts, WireLimits limits,
			List<String> models) {
	}

}
