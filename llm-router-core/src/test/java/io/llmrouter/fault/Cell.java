package io.llmrouter.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.llmrouter.LlmRouter;
import io.llmrouter.LlmRouterBuilder;
import io.llmrouter.call.CallObserver;
import io.llmrouter.call.ModelLabels;
import io.llmrouter.call.ObservedChatProvider;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.metrics.MeterNames;
import io.llmrouter.metrics.MicrometerCallListener;
import io.llmrouter.metrics.MicrometerCallObservations;
import io.llmrouter.metrics.MicrometerRequestListener;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import io.llmrouter.provider.openai.OpenAiChatProvider;
import io.llmrouter.provider.openai.OpenAiSettings;
import io.llmrouter.route.MidStream;
import io.llmrouter.route.Route;
import io.llmrouter.route.RouteCandidate;
import io.llmrouter.route.RouteException;
import io.llmrouter.route.RouteSettings;
import io.llmrouter.route.RoutedRequest;
import io.llmrouter.route.limit.LocalRateLimitStore;
import io.llmrouter.route.limit.ProviderLimiters;
import io.llmrouter.route.limit.RateLimits;
import io.llmrouter.route.strategy.PriorityStrategy;
import io.llmrouter.testing.JumpingTime;
import io.llmrouter.testing.Meters;
import io.llmrouter.testing.PoolWatch;
import io.llmrouter.testing.ScriptedServer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.netty.channel.ChannelOption;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.netty.http.HttpResources;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One call of a router over real connections to providers of which all but the last meet
 * a fault, with the default limits of the product, in time that jumps over every wait.
 */
final class Cell implements AutoCloseable {

	static final String UNKNOWN_HOST = "nowhere.invalid";

	/** What a machine under any load keeps. */
	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration JUMP = Duration.ofMillis(200);

	private static final Duration TICK = Duration.ofMillis(1);

	private static final Duration TOLERANCE = Duration.ofMillis(250);

	private final Fault fault;

	private final Mode mode;

	private final Duration deadline;

	private final JumpingTime time = new JumpingTime();

	private final PoolWatch pool = new PoolWatch();

	private final ConnectionProvider connections = ConnectionProvider.builder("cell")
		.maxConnections(2)
		.metrics(true, () -> this.pool)
		.build();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final List<ScriptedServer> servers = new ArrayList<>();

	private final List<Place> places = new ArrayList<>();

	private final List<Attempts> providers = new ArrayList<>();

	private final List<RoutedRequest> requests = new ArrayList<>();

	private final ProviderLimiters limiters;

	private final LlmRouter router;

	private final StringBuffer answer = new StringBuffer();

	private final CountDownLatch over = new CountDownLatch(1);

	private volatile @Nullable Throwable failure;

	private volatile Duration elapsed = Duration.ZERO;

	Cell(Fault fault, Mode mode, int candidates, Duration deadline, Path keys) throws Exception {
		this.fault = fault;
		this.mode = mode;
		this.deadline = deadline;
		for (int number = 1; number <= candidates; number++) {
			add("p" + number, number == 1 || number < candidates, keys);
		}
		RateLimits limits = new RateLimits(null, null, 1, false);
		this.limiters = new ProviderLimiters(
				this.providers.stream().collect(Collectors.toMap(Attempts::name, (provider) -> limits)),
				new LocalRateLimitStore(this.time));
		this.router = router();
	}

	private void add(String name, boolean faulty, Path keys) throws Exception {
		ScriptedServer server = new ScriptedServer();
		this.servers.add(server);
		URI uri = server.uri();
		Site site = faulty ? this.fault.site() : Site.SCRIPTED;
		if (!site.isReachable()) {
			Place place = Place.of(site, keys);
			this.places.add(place);
			uri = place.uri();
		}
		OpenAiSettings settings = OpenAiSettings.compatible(name, uri, "sk-canary-0123456789", List.of("m"));
		Attempts provider = new Attempts(
				new OpenAiChatProvider(settings, client(site), JsonMapper.shared(), this.time, this.time));
		this.providers.add(provider);
		server.script((connection) -> {
			Line line = new Line(connection, provider);
			if (faulty) {
				this.fault.script().run(line);
			}
			else {
				line.send(line.headText()).onFrom(Phase.HEADERS);
			}
		});
	}

	private WebClient client(Site site) {
		HttpClient client = HttpClient.create(this.connections)
			.disableRetry(true)
			.followRedirect(false)
			.resolver(new NoNames())
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (site == Site.BLACK_HOLE) ? 100 : 60_000);
		return WebClient.builder().clientConnector(new ReactorClientHttpConnector(client)).build();
	}

	private LlmRouter router() {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.registry));
		CallObserver observer = new CallObserver(List.of(new MicrometerCallListener(this.registry)),
				new MicrometerCallObservations(observations, null), ModelLabels.none(), this.time);
		RouteSettings defaults = RouteSettings.defaults();
		RouteSettings settings = new RouteSettings(defaults.maxAttempts(), defaults.firstTokenTimeout(),
				defaults.lastFirstTokenTimeout(), defaults.reasoningFirstTokenTimeout(), defaults.idleTimeout(),
				this.deadline)
			.withMidStream(MidStream.RESUME)
			.withChatOverStream(this.mode == Mode.CHAT_OVER_STREAM);
		LlmRouterBuilder builder = LlmRouter.builder();
		this.providers.forEach((provider) -> builder.provider(new ObservedChatProvider(provider, observer)));
		return builder
			.route(new Route(Route.DEFAULT, new PriorityStrategy(),
					this.providers.stream().map((provider) -> RouteCandidate.of(provider.name())).toList(), settings))
			.limiters(this.limiters)
			.listener(this.requests::add)
			.listener(new MicrometerRequestListener(this.registry))
			.time(this.time)
			.scheduler(this.time)
			.build();
	}

	/**
	 * Make the call and let time pass until it is over.
	 */
	void call() throws InterruptedException {
		ChatRequest request = ChatRequest.user("Hello");
		Flux<String> texts = (this.mode == Mode.STREAM) ? this.router.stream(request).map(ChatChunk::text)
				: this.router.chat(request).map(ChatResponse::text).flux();
		long begun = this.time.nanoTime();
		texts.doFinally((signal) -> {
			this.elapsed = Duration.ofNanos(this.time.nanoTime() - begun);
			this.over.countDown();
		}).subscribe(this.answer::append, (thrown) -> this.failure = thrown);
		long limit = System.nanoTime() + PATIENCE.toNanos();
		while (!this.over.await(isWaiting() ? 0 : 1, TimeUnit.MILLISECONDS)) {
			assertThat(System.nanoTime()).as("still running: %s", this).isLessThan(limit);
			settle();
			this.time.advance(isWaiting() ? JUMP : TICK);
		}
	}

	// Time must not pass while something that has come is still on its way through the
	// client. The second task of an event loop runs after all that could be read before
	// the first.
	private static void settle() throws InterruptedException {
		for (int round = 0; round < 2; round++) {
			for (EventExecutor loop : HttpResources.get().onClient(LoopResources.DEFAULT_NATIVE)) {
				loop.submit(() -> {
				}).await(PATIENCE.toMillis());
			}
		}
	}

	private boolean isWaiting() {
		return this.time.isNapping() || this.providers.stream().anyMatch(Attempts::isStalled)
				|| this.time.isResting() && this.providers.stream().anyMatch(Attempts::isQuiet);
	}

	/**
	 * Check all that is expected of a call that has all the time it needs.
	 */
	void check() {
		Expected expected = this.fault.expected(this.mode);
		int candidates = this.providers.size();
		assertThat(attempts()).isEqualTo(expected.attempts(candidates));
		if (expected.fails(candidates)) {
			checkFailure(expected.type());
		}
		else {
			assertThat(this.failure).isNull();
			assertThat(this.answer).hasToString(Line.TEXT);
		}
		assertThat(this.elapsed).isLessThanOrEqualTo(this.deadline.plus(TOLERANCE));
	}

	private void checkFailure(@Nullable ErrorType type) {
		assertThat(this.failure).isInstanceOfSatisfying(LlmRouterException.class,
				(known) -> assertThat(known.errorType()).as(known.toString()).isEqualTo(type));
		for (Throwable cause = this.failure; cause != null; cause = cause.getCause()) {
			assertThat(cause.toString()).doesNotContain("canary");
		}
		if (this.mode == Mode.STREAM && !this.answer.isEmpty()) {
			assertThat(this.failure).isInstanceOfSatisfying(RouteException.class,
					(lost) -> assertThat(lost.received()).isNotNull()
						.extracting(ChatResponse::text)
						.isEqualTo(this.answer.toString()));
		}
	}

	/**
	 * Check that the deadline ended the call, and when.
	 */
	void checkDeadline() {
		checkFailure(ErrorType.DEADLINE_EXCEEDED);
		assertThat(this.elapsed).isBetween(this.deadline, this.deadline.plus(TOLERANCE));
		assertThat(attempts()).containsExactly("p1 first deadline_exceeded");
	}

	private List<String> attempts() {
		assertThat(this.requests).hasSize(1);
		return this.requests.get(0)
			.decision()
			.attempts()
			.stream()
			.map((attempt) -> attempt.provider() + " " + attempt.kind() + " "
					+ ((attempt.errorType() != null) ? attempt.errorType() : attempt.outcome()))
			.toList();
	}

	/**
	 * Check that servers, meters and router agree, and that nothing is left over.
	 */
	void checkBooks() throws InterruptedException {
		long limit = System.nanoTime() + PATIENCE.toNanos();
		while (!leftovers().isEmpty() && System.nanoTime() < limit) {
			new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
		}
		assertThat(leftovers()).isEmpty();
		List<String> attempts = attempts();
		for (int i = 0; i < this.providers.size(); i++) {
			String name = this.providers.get(i).name();
			int asked = (int) attempts.stream().filter((attempt) -> attempt.startsWith(name + " ")).count();
			assertThat(this.providers.get(i).begun()).isEqualTo(asked);
			boolean reachable = this.fault.site().isReachable() || i > 0 && i == this.providers.size() - 1;
			assertThat(this.servers.get(i).requests()).hasSize(reachable ? asked : 0);
		}
		Meters.checkInvariant(this.registry);
		assertThat(Meters.count(this.registry, MeterNames.ATTEMPT)).isEqualTo(attempts.size());
	}

	private Map<String, Integer> leftovers() {
		Map<String, Integer> all = Map.of("timers", this.time.timers(), "connections in use", this.pool.inUse(),
				"requests at servers", this.servers.stream().mapToInt(ScriptedServer::busy).sum(), "permits",
				IntStream.rangeClosed(1, this.providers.size())
					.map((number) -> this.limiters.of("p" + number).inFlight())
					.sum(),
				"active attempts", (int) Meters.count(this.registry, MeterNames.ATTEMPT_ACTIVE));
		return all.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() != 0)
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	@Override
	public String toString() {
		return this.fault + " " + this.mode + " " + this.providers.size() + " " + this.requests + " " + this.answer;
	}

	@Override
	public void close() throws IOException {
		this.servers.forEach(ScriptedServer::close);
		for (Place place : this.places) {
			place.close();
		}
		this.connections.dispose();
	}

	/**
	 * Names of which one has no address.
	 */
	private static final class NoNames extends AddressResolverGroup<InetSocketAddress> {

		@Override
		protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
			return new InetNameResolver(executor) {

				@Override
				protected void doResolve(String host, Promise<InetAddress> promise) {
					promise.setFailure(new UnknownHostException(host));
				}

				@Override
				protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
					promise.setFailure(new UnknownHostException(host));
				}

			}.asAddressResolver();
		}

	}

}
