package io.llmrouter;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.llmrouter.call.CallObserver;
import io.llmrouter.call.ModelLabels;
import io.llmrouter.call.ObservedChatProvider;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.metrics.MicrometerCallListener;
import io.llmrouter.metrics.MicrometerCallObservations;
import io.llmrouter.metrics.MicrometerRequestListener;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.openai.OpenAiChatProvider;
import io.llmrouter.provider.openai.OpenAiSettings;
import io.llmrouter.route.Route;
import io.llmrouter.route.RouteCandidate;
import io.llmrouter.route.RouteSettings;
import io.llmrouter.route.strategy.PriorityStrategy;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.ProviderComparison;
import io.llmrouter.stats.Window;
import io.llmrouter.testing.ScriptedServer;
import io.llmrouter.testing.TestHttp;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Follows answers that no provider should give through the whole stack, over a real
 * connection and with everything that is measured. The pool has one connection: were it
 * not given back, the next call would fail.
 */
class BadAnswerTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final String GOOD = """
			{"id":"1","model":"m","choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],\
			"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}""";

	private final ScriptedServer server = new ScriptedServer();

	private final ConnectionProvider pool = ConnectionProvider.builder("test")
		.maxConnections(1)
		.pendingAcquireTimeout(Duration.ofSeconds(5))
		.build();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ComparisonStatistics statistics = new ComparisonStatistics(TimeSource.SYSTEM);

	private LlmRouter router = LlmRouter.builder().provider(observed()).build();

	private ObservedChatProvider observed() {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.registry));
		CallObserver observer = new CallObserver(List.of(new MicrometerCallListener(this.registry), this.statistics),
				new MicrometerCallObservations(observations, null), ModelLabels.none(), TimeSource.SYSTEM);
		OpenAiSettings settings = OpenAiSettings.compatible("test", this.server.uri(), "sk-canary-0123456789",
				List.of("m"));
		return new ObservedChatProvider(new OpenAiChatProvider(settings, TestHttp.client(this.pool),
				JsonMapper.shared(), TimeSource.SYSTEM, Schedulers.parallel()), observer);
	}

	@BeforeEach
	void measureRequests() {
		this.router = LlmRouter.builder()
			.provider(observed())
			.listener(new MicrometerRequestListener(this.registry))
			.build();
	}

	@AfterEach
	void close() {
		this.server.close();
		this.pool.dispose();
	}

	static Stream<Arguments> badAnswers() {
		return Stream.of(
				bad("an HTML page", (to) -> to.respond(200, "text/html", "<html>Sign in</html>"),
						ErrorType.INVALID_RESPONSE),
				bad("nothing", (to) -> to.respond(200, "application/json", ""), ErrorType.INVALID_RESPONSE),
				bad("no JSON", (to) -> to.respond(200, "application/json", "upstream says hello"),
						ErrorType.INVALID_RESPONSE),
				bad("half a JSON", (to) -> to.respond(200, "application/json", GOOD.substring(0, 40)),
						ErrorType.INVALID_RESPONSE),
				bad("JSON without an answer", (to) -> to.respond(200, "application/json", "{\"choices\":[]}"),
						ErrorType.INVALID_RESPONSE),
				bad("an error in a success",
						(to) -> to.respond(200, "application/json",
								"{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"You are broke\"}}"),
						ErrorType.QUOTA_EXHAUSTED),
				bad("half a body",
						(to) -> to
							.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
									+ "Content-Length: 500\r\n\r\n{\"id\"")
							.reset(),
						ErrorType.CONNECTION),
				bad("a refused key",
						(to) -> to.respond(401, "application/json", "{\"error\":{\"code\":\"invalid_api_key\"}}"),
						ErrorType.AUTHENTICATION),
				bad("a broken server", (to) -> to.respond(500, "text/plain", "oops"), ErrorType.SERVER_ERROR));
	}

	private static Arguments bad(String name, ScriptedServer.Script script, ErrorType type) {
		return Arguments.of(name, script, type);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("badAnswers")
	void badAnswerIsOneTypedErrorThatIsCountedAndLeavesNothingOpen(String name, ScriptedServer.Script script,
			ErrorType type) throws IOException {
		this.server.script(script);
		ChatRequest request = ChatRequest.user("Hello");
		StepVerifier.create(this.router.chat(request))
			.expectErrorSatisfies((failure) -> check(failure, type))
			.verify(PATIENCE);
		check(type);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("badAnswers")
	void badAnswerToAStreamIsOneTypedErrorToo(String name, ScriptedServer.Script script, ErrorType type) {
		this.server.script(script);
		StepVerifier.create(this.router.stream(ChatRequest.user("Hello")))
			.expectErrorSatisfies((failure) -> check(failure, type))
			.verify(PATIENCE);
		check(type);
	}

	private static void check(Throwable failure, ErrorType type) {
		assertThat(failure).isInstanceOf(LlmRouterException.class).hasMessageContaining("'test'");
		assertThat(((LlmRouterException) failure).errorType()).isEqualTo(type);
	}

	private void check(ErrorType type) {
		checkCounted(type);
		measureRequests();
		this.server.script((to) -> to.respond(200, "application/json", GOOD));
		assertThat(this.router.chat(ChatRequest.user("Hello")).map(ChatResponse::text).block(PATIENCE)).isEqualTo("Hi");
	}

	private void checkCounted(ErrorType type) {
		ProviderComparison row = this.statistics.compare(Window.ALL).ranking().get(0);
		assertThat(row.errors()).containsOnlyKeys(type.code());
		assertThat(row.calls().active()).isZero();
		assertThat(this.registry.get("llm.router.request").tag("error_type", type.code()).timer().count()).isOne();
		assertThat(this.registry.get("llm.router.attempt").tag("error_type", type.code()).timer().count())
			.isEqualTo(row.calls().failed());
		assertThat(this.registry.get("llm.router.attempt.active").longTaskTimer().activeTasks()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "400,INVALID_REQUEST", "401,AUTHENTICATION", "403,PERMISSION_DENIED", "404,NOT_FOUND",
			"408,TIMEOUT_FIRST_TOKEN", "422,INVALID_REQUEST", "429,RATE_LIMITED", "500,SERVER_ERROR",
			"503,OVERLOADED" })
	void refusalIsCountedByItsType(int status, ErrorType type) {
		this.server.script((to) -> to.respond(status, "application/json", "{\"error\":{\"message\":\"no\"}}"));
		StepVerifier.create(this.router.stream(ChatRequest.user("Hello")))
			.expectErrorSatisfies((failure) -> check(failure, type))
			.verify(PATIENCE);
		check(type);
	}

	@Test
	void errorWithinAStreamIsCountedByItsType() {
		this.server.script((to) -> to.beginEvents().events("{\"error\":{\"code\":\"server_is_overloaded\"}}").end());
		StepVerifier.create(this.router.stream(ChatRequest.user("Hello")))
			.expectErrorSatisfies((failure) -> check(failure, ErrorType.OVERLOADED))
			.verify(PATIENCE);
		check(ErrorType.OVERLOADED);
	}

	@Test
	void refusedConnectionIsCountedByItsType() {
		this.server.close();
		StepVerifier.create(this.router.chat(ChatRequest.user("Hello")))
			.expectErrorSatisfies((failure) -> check(failure, ErrorType.CONNECTION))
			.verify(PATIENCE);
		checkCounted(ErrorType.CONNECTION);
	}

	@Test
	void silentServerIsCountedByItsType() {
		this.server.script(ScriptedServer.Connection::awaitClosed);
		Duration soon = Duration.ofMillis(200);
		RouteSettings impatient = new RouteSettings(4, soon, soon, soon, soon, PATIENCE);
		LlmRouter hasty = LlmRouter.builder()
			.provider(observed())
			.route(new Route(Route.DEFAULT, new PriorityStrategy(), List.of(RouteCandidate.of("test")), impatient))
			.listener(new MicrometerRequestListener(this.registry))
			.build();
		StepVerifier.create(hasty.stream(ChatRequest.user("Hello")))
			.expectErrorSatisfies((failure) -> check(failure, ErrorType.TIMEOUT_FIRST_TOKEN))
			.verify(PATIENCE);
		check(ErrorType.TIMEOUT_FIRST_TOKEN);
		assertThat(this.server.requests()).hasSize(2);
	}

	@Test
	void refusalKeepsProviderStatusAndWait() {
		this.server.script((to) -> to.respond(429, "application/json", "{}", "Retry-After: 30"));
		StepVerifier.create(this.router.chat(ChatRequest.user("Hello")))
			.expectErrorSatisfies(
					(failure) -> assertThat(((LlmRouterException) failure).details()).isEqualTo(new ErrorDetails(
							ErrorType.RATE_LIMITED, "test", "m", 429, null, null, Duration.ofSeconds(30), null, false)))
			.verify(PATIENCE);
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void mostTellingFailureIsTheCause() {
		this.server.script((to) -> to.respond(503, "application/json", "{}"));
		StepVerifier.create(this.router.chat(ChatRequest.user("Hello")))
			.expectErrorSatisfies((failure) -> assertThat(failure).cause()
				.isInstanceOfSatisfying(ProviderException.class,
						(cause) -> assertThat(cause.details().status()).isEqualTo(503)))
			.verify(PATIENCE);
	}

	@Test
	void shortWaitThatTheProviderAsksForIsKept() {
		this.server.script((to) -> {
			boolean first = this.server.requests().size() == 1;
			to.respond(first ? 429 : 200, "application/json", first ? "{}" : GOOD, "retry-after-ms: 400");
		});
		Duration taken = StepVerifier.create(this.router.chat(ChatRequest.user("Hello")))
			.expectNextCount(1)
			.expectComplete()
			.verify(PATIENCE);
		assertThat(taken).isGreaterThanOrEqualTo(Duration.ofMillis(400));
		assertThat(this.registry.get("llm.router.request").timer().totalTime(TimeUnit.MILLISECONDS))
			.isGreaterThanOrEqualTo(400);
	}

	@Test
	void badRequestIsInTheErrorBreakdownOfRequestsAndOfADirectlyCalledProvider() {
		ChatRequest empty = ChatRequest.builder().build();
		StepVerifier.create(this.router.chat(empty)).expectError(LlmRouterException.class).verify(PATIENCE);
		StepVerifier.create(observed().stream(empty)).expectError(LlmRouterException.class).verify(PATIENCE);
		assertThat(this.registry.get("llm.router.request").tag("error_type", "invalid_request").timer().count())
			.isOne();
		assertThat(this.registry.get("llm.router.rejected").tag("error_type", "invalid_request").counter().count())
			.isOne();
		assertThat(this.statistics.compare(Window.ALL).ranking().get(0).errors()).containsEntry("invalid_request", 1L);
	}

	@Test
	void callerWhoLeavesClosesTheConnectionAndEveryGauge() {
		this.server
			.script((to) -> to.beginEvents().events("{\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}").awaitClosed());
		StepVerifier.create(this.router.stream(ChatRequest.user("Hello")).filter(ChatChunk::isContent))
			.expectNextCount(1)
			.thenCancel()
			.verify(PATIENCE);
		assertThat(this.server.awaitClientClosed(PATIENCE)).isTrue();
		assertThat(this.registry.get("llm.router.attempt.active").longTaskTimer().activeTasks()).isZero();
		assertThat(this.statistics.compare(Window.ALL).ranking().get(0).calls().cancelled()).isOne();
	}

	@Test
	void nothingIsLeftRunningWhereNobodySubscribes() {
		Mono<ChatResponse> unused = this.router.chat(ChatRequest.user("Hello"));
		assertThat(unused).isNotNull();
		assertThat(this.server.requests()).isEmpty();
		assertThat(this.registry.getMeters()).extracting(Meter::getId).isEmpty();
	}

}
