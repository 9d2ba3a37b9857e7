package io.llmrouter.ledger;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import io.llmrouter.LlmRouter;
import io.llmrouter.LlmRouterBuilder;
import io.llmrouter.call.CallObserver;
import io.llmrouter.call.CoarseScheduler;
import io.llmrouter.call.ModelLabels;
import io.llmrouter.call.ObservedChatProvider;
import io.llmrouter.chat.RoutingDecision;
import io.llmrouter.metrics.MeterNames;
import io.llmrouter.metrics.MicrometerCallListener;
import io.llmrouter.metrics.MicrometerCallObservations;
import io.llmrouter.metrics.MicrometerRequestListener;
import io.llmrouter.provider.openai.OpenAiChatProvider;
import io.llmrouter.provider.openai.OpenAiSettings;
import io.llmrouter.route.Hedging;
import io.llmrouter.route.Route;
import io.llmrouter.route.RouteCandidate;
import io.llmrouter.route.RouteSettings;
import io.llmrouter.route.WhenUnavailable;
import io.llmrouter.route.limit.LocalRateLimitStore;
import io.llmrouter.route.limit.ProviderLimiters;
import io.llmrouter.route.limit.RateLimits;
import io.llmrouter.route.strategy.AdaptiveStrategy;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.testing.HastyTime;
import io.llmrouter.testing.Meters;
import io.llmrouter.testing.PoolWatch;
import io.llmrouter.testing.TestHttp;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.json.JsonMapper;

/**
 * Three servers, a router over them with all that measures it, and its callers. Time
 * passes ten times as fast as it does, for the waits between attempts.
 */
final class Scene implements AutoCloseable {

	static final List<String> NAMES = List.of("alpha", "beta", "gamma");

	private static final int AT_ONCE = 64;

	private static final long SEED = 42;

	/** What a machine under any load keeps. */
	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration LIMIT = Duration.ofMinutes(20);

	private static final RouteSettings SETTINGS = settings(NAMES.size() + 1);

	/** With one attempt for each candidate the next one is asked, and none twice. */
	private static final RouteSettings HEDGED = settings(NAMES.size()).withHedging(new Hedging(Duration.ofMillis(150)));

	private final int calls;

	private final HastyTime time = new HastyTime(10);

	private final Scheduler scheduler = new CoarseScheduler(this.time, this.time);

	private final PoolWatch pool = new PoolWatch();

	private final ConnectionProvider connections = ConnectionProvider.builder("scene")
		.maxConnections(2 * AT_ONCE)
		.pendingAcquireMaxCount(-1)
		.metrics(true, () -> this.pool)
		.build();

	private final LoopResources loops = LoopResources.create("scene");

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ComparisonStatistics statistics = new ComparisonStatistics(this.time);

	private final RequestCounts requestCounts = new RequestCounts();

	private final ProviderLimiters limiters = new ProviderLimiters(
			Map.of("alpha", new RateLimits(null, null, 2 * AT_ONCE, false), "beta",
					new RateLimits(null, null, 2 * AT_ONCE, true), "gamma", new RateLimits(null, null, 8, false)),
			new LocalRateLimitStore(this.time));

	private final Ledger requests;

	private final Ledger attempts;

	private final Queue<String> strange = new ConcurrentLinkedQueue<>();

	private final List<NumberedServer> servers = new ArrayList<>();

	private final List<Witness> witnesses = new ArrayList<>();

	private final Callers callers;

	Scene(int calls) throws IOException {
		this.calls = calls;
		this.requests = new Ledger(calls, NAMES.size());
		this.attempts = new Ledger(calls, NAMES.size());
		for (int provider = 0; provider < NAMES.size(); provider++) {
			NumberedServer server = new NumberedServer(provider, this.requests, SEED);
			this.servers.add(server);
			OpenAiSettings settings = OpenAiSettings.compatible(NAMES.get(provider), server.uri(), "sk-test",
					List.of("m"));
			this.witnesses
				.add(new Witness(new OpenAiChatProvider(settings, TestHttp.portableClient(this.connections, this.loops),
						JsonMapper.shared(), this.time, this.scheduler), calls));
		}
		this.callers = new Callers(router(), List.of(Route.DEFAULT, "hedged", "whole"), calls, SEED);
	}

	private static RouteSettings settings(int maxAttempts) {
		return new RouteSettings(maxAttempts, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5),
				Duration.ofSeconds(5), Duration.ofSeconds(30))
			.withWhenUnavailable(WhenUnavailable.TRY_ANYWAY);
	}

	private LlmRouter router() {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.registry));
		Clerk clerk = new Clerk(new MicrometerCallObservations(observations, null), NAMES, this.attempts, this.strange);
		CallObserver observer = new CallObserver(List.of(new MicrometerCallListener(this.registry), this.statistics),
				clerk, ModelLabels.none(), this.time);
		LlmRouterBuilder builder = LlmRouter.builder();
		this.witnesses.forEach((provider) -> builder.provider(new ObservedChatProvider(provider, observer)));
		return builder.route(route(Route.DEFAULT, SETTINGS))
			.route(route("hedged", HEDGED))
			.route(route("whole", SETTINGS.withChatOverStream(true).withWhenUnavailable(WhenUnavailable.FAIL)))
			.limiters(this.limiters)
			.listener(this.requestCounts)
			.listener(new MicrometerRequestListener(this.registry))
			.time(this.time)
			.scheduler(this.scheduler)
			.build();
	}

	private static Route route(String name, RouteSettings settings) {
		return new Route(name, new AdaptiveStrategy(), NAMES.stream().map(RouteCandidate::of).toList(), settings);
	}

	/**
	 * Make all calls, the last of them alone, and wait until nothing goes on any more.
	 */
	void play() {
		Flux.range(0, this.calls - 1).flatMap(this.callers::call, AT_ONCE).then().block(LIMIT);
		awaitQuiet();
		this.callers.call(this.calls - 1).block(LIMIT);
		awaitQuiet();
	}

	// What callers leave behind ends in threads of its own.
	private void awaitQuiet() {
		Flux.interval(Duration.ofMillis(20))
			.onBackpressureDrop()
			.takeUntil((tick) -> leftovers().isEmpty())
			.take(PATIENCE)
			.blockLast();
	}

	/**
	 * Return what is not over.
	 * @return how many of what, where there is any
	 */
	Map<String, Integer> leftovers() {
		Map<String, Integer> all = new LinkedHashMap<>();
		all.put("requests at servers", this.servers.stream().mapToInt(NumberedServer::busy).sum());
		all.put("connections in use", this.pool.inUse());
		all.put("timers", this.time.timers());
		all.put("permits", NAMES.stream().mapToInt((name) -> this.limiters.of(name).inFlight()).sum());
		all.put("active attempts", (int) Meters.count(this.registry, MeterNames.ATTEMPT_ACTIVE));
		all.values().removeIf((count) -> count == 0);
		return all;
	}

	/**
	 * Return how many calls of each candidate the router believed to be in flight when
	 * the last call, which had nobody beside it, put them in order.
	 * @return the calls in flight
	 */
	List<Integer> inFlightByTheRouter() {
		RoutingDecision last = Objects.requireNonNull(this.requestCounts.last());
		return last.candidates().stream().map(RoutingDecision.Candidate::inFlight).toList();
	}

	Ledger requests() {
		return this.requests;
	}

	Ledger attempts() {
		return this.attempts;
	}

	Queue<String> strange() {
		return this.strange;
	}

	Witness witness(int provider) {
		return this.witnesses.get(provider);
	}

	Callers callers() {
		return this.callers;
	}

	RequestCounts requestCounts() {
		return this.requestCounts;
	}

	ComparisonStatistics statistics() {
		return this.statistics;
	}

	SimpleMeterRegistry registry() {
		return this.registry;
	}

	String describe(int call, int provider) {
		return call + ", " + NAMES.get(provider) + ": " + this.witnesses.get(provider).asked(call) + "; "
				+ ends(this.attempts, call, provider) + "; " + ends(this.requests, call, provider);
	}

	private static Map<End, Integer> ends(Ledger ledger, int call, int provider) {
		Map<End, Integer> ends = new LinkedHashMap<>();
		for (End end : End.values()) {
			ends.put(end, ledger.count(call, provider, end));
		}
		ends.values().removeIf((count) -> count == 0);
		return ends;
	}

	/**
	 * Return what all attempts came to.
	 * @return the ends as the client and as the servers say, and who called
	 */
	String summary() {
		return "by the client " + sums(this.attempts) + ", by the servers " + sums(this.requests) + "; retries "
				+ Meters.count(this.registry, MeterNames.RETRIES) + ", fallbacks "
				+ Meters.count(this.registry, MeterNames.FALLBACKS) + ", hedges "
				+ Meters.count(this.registry, MeterNames.HEDGES) + ", rejected "
				+ Meters.count(this.registry, MeterNames.REJECTED) + "; callers "
				+ Arrays.stream(Callers.Fate.values()).map((fate) -> fate + " " + this.callers.only(fate)).toList()
				+ ", contested " + this.callers.contested();
	}

	private static Map<End, Long> sums(Ledger ledger) {
		Map<End, Long> sums = new LinkedHashMap<>();
		for (End end : End.values()) {
			sums.put(end, IntStream.range(0, NAMES.size()).mapToLong((provider) -> ledger.sum(provider, end)).sum());
		}
		return sums;
	}

	@Override
	public void close() throws IOException {
		this.connections.dispose();
		this.loops.dispose();
		for (NumberedServer server : this.servers) {
			server.close();
		}
	}

}
