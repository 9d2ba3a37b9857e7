package io.llmrouter;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import io.llmrouter.call.CallObserver;
import io.llmrouter.call.ModelLabels;
import io.llmrouter.call.ObservedChatProvider;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.metrics.MeterNames;
import io.llmrouter.metrics.MicrometerCallListener;
import io.llmrouter.metrics.MicrometerCallObservations;
import io.llmrouter.metrics.MicrometerRequestListener;
import io.llmrouter.route.Hedging;
import io.llmrouter.route.Route;
import io.llmrouter.route.RouteCandidate;
import io.llmrouter.route.RouteSettings;
import io.llmrouter.route.limit.LocalRateLimitStore;
import io.llmrouter.route.limit.ProviderLimiters;
import io.llmrouter.route.limit.RateLimits;
import io.llmrouter.route.strategy.AdaptiveStrategy;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.ProviderComparison;
import io.llmrouter.stats.Window;
import io.llmrouter.testing.CountingScheduler;
import io.llmrouter.testing.FaultyProvider;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many calls at once with faults and callers who leave: what providers saw, what meters
 * and statistics say and what callers got are the same, to the last call.
 */
class ExactlyOnceTests {

	private static final int CALLS = Integer.getInteger("llm.router.exactly-once.calls", 100_000);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int AT_ONCE = 500;

	private static final List<String> NAMES = List.of("alpha", "beta", "gamma");

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ComparisonStatistics statistics = new ComparisonStatistics(TimeSource.SYSTEM);

	private final CountingScheduler timers = new CountingScheduler(Schedulers.parallel());

	private final ProviderLimiters limiters = new ProviderLimiters(
			Map.of("alpha", new RateLimits(null, null, 400, false), "beta", new RateLimits(null, null, 150, true),
					"gamma", new RateLimits(10_000_000L, 1_000_000_000L, 10, false)),
			new LocalRateLimitStore(TimeSource.SYSTEM));

	private final List<FaultyProvider> providers = NAMES.stream().map(FaultyProvider::new).toList();

	private final AtomicInteger answered = new AtomicInteger();

	private final AtomicInteger failed = new AtomicInteger();

	@Test
	void everyCallIsCountedOnceAndNothingIsLeftBehind() {
		LlmRouter router = router();
		Flux.range(0, CALLS)
			.flatMap((number) -> call(router, number), AT_ONCE)
			.then()
			.block(Duration.ofMinutes(9));
		awaitQuiescence();
		long attempts = sum(FaultyProvider::contacts);
		long contested = sum(FaultyProvider::contested);
		System.out.printf("%d calls: %d answered or left, %d failed; %d attempts, of which %d ended while cancelled%n",
				CALLS, this.answered.get(), this.failed.get(), attempts, contested);
		assertThat(this.answered.get() + this.failed.get()).isEqualTo(CALLS);
		booksBalance(attempts);
		metersAgreeWithProviders(attempts, contested);
		statisticsAgreeWithProviders(attempts, contested);
	}

	private void booksBalance(long attempts) {
		long requests = count(MeterNames.REQUEST);
		assertThat(requests).isEqualTo(CALLS);
		assertThat(attempts).isEqualTo(requests - count(MeterNames.REJECTED) + count(MeterNames.RETRIES)
				+ count(MeterNames.FALLBACKS) + count(MeterNames.HEDGES));
		assertThat(count(MeterNames.RETRIES)).isPositive();
		assertThat(count(MeterNames.FALLBACKS)).isPositive();
		assertThat(count(MeterNames.HEDGES)).isPositive();
		assertThat(count(MeterNames.REJECTED)).isPositive();
		assertThat(count(MeterNames.OVERHEAD)).isEqualTo(CALLS);
	}

	private void metersAgreeWithProviders(long attempts, long contested) {
		assertThat(count(MeterNames.ATTEMPT)).isEqualTo(attempts);
		for (FaultyProvider provider : this.providers) {
			assertThat(attempts(provider, (meter) -> true)).isEqualTo(provider.contacts());
			assertThat(attempts(provider, outcome("success"))).isBetween(provider.completed() - contested,
					provider.completed());
			provider.failures()
				.forEach((type, count) -> assertThat(attempts(provider, tag(MeterNames.ERROR_TYPE, type.code())))
					.as("%s of %s", type, provider.name())
					.isBetween(count.sum() - contested, count.sum()));
		}
	}

	private void statisticsAgreeWithProviders(long attempts, long contested) {
		List<ProviderComparison> rows = this.statistics.compare(Window.ALL).providers();
		assertThat(rows).hasSameSizeAs(NAMES);
		assertThat(rows.stream().mapToLong((row) -> row.calls().total()).sum()).isEqualTo(attempts);
		for (ProviderComparison row : rows) {
			FaultyProvider provider = this.providers.get(NAMES.indexOf(row.provider()));
			assertThat(row.calls().active()).isZero();
			assertThat(row.calls().total()).isEqualTo(provider.contacts());
			assertThat(row.calls().succeeded()).isEqualTo(attempts(provider, outcome("success")));
			assertThat(row.calls().failed()).isEqualTo(attempts(provider, outcome("error")));
			assertThat(row.calls().cancelled()).isEqualTo(attempts(provider, outcome("cancelled")));
		}
	}

	// What callers left behind ends in threads of its own.
	private void awaitQuiescence() {
		Flux.interval(Duration.ofMillis(20))
			.takeUntil((tick) -> leftovers().isEmpty())
			.take(PATIENCE)
			.blockLast();
		assertThat(leftovers()).isEmpty();
	}

	private String leftovers() {
		StringBuilder rest = new StringBuilder();
		Stream.of(Map.entry("timers", this.timers.live()), Map.entry("contacts", (int) sum(FaultyProvider::live)),
				Map.entry("active meters", (int) count(MeterNames.ATTEMPT_ACTIVE)),
				Map.entry("permits", NAMES.stream().mapToInt((name) -> this.limiters.of(name).inFlight()).sum()))
			.filter((entry) -> entry.getValue() != 0)
			.forEach((entry) -> rest.append(entry).append(' '));
		return rest.toString();
	}

	private Mono<Void> call(LlmRouter router, int number) {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		ChatRequest request = ChatRequest.builder()
			.user("Hello")
			.route((number % 97 == 0) ? "nowhere" : (number % 3 == 0) ? "whole" : null)
			.build();
		Flux<?> answer = (number % 2 == 0) ? router.stream(request) : router.chat(request).flux();
		Flux<?> heard = switch (random.nextInt(6)) {
			case 0 -> answer.takeUntilOther(Mono.delay(Duration.ofNanos(random.nextInt(20_000_000))));
			case 1 -> answer.take(1 + random.nextInt(3));
			default -> answer;
		};
		AtomicBoolean over = new AtomicBoolean();
		return heard.doOnComplete(() -> ended(over, this.answered))
			.doOnError((failure) -> ended(over, this.failed))
			.onErrorComplete()
			.then();
	}

	private static void ended(AtomicBoolean over, AtomicInteger counter) {
		assertThat(over.compareAndSet(false, true)).isTrue();
		counter.incrementAndGet();
	}

	private LlmRouter router() {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.registry));
		CallObserver observer = new CallObserver(List.of(new MicrometerCallListener(this.registry), this.statistics),
				new MicrometerCallObservations(observations, null), ModelLabels.none(), TimeSource.SYSTEM);
		RouteSettings settings = new RouteSettings(4, Duration.ofMillis(60), Duration.ofMillis(90),
				Duration.ofMillis(90), Duration.ofMillis(60), Duration.ofMillis(800))
			.withHedging(new Hedging(Duration.ofMillis(15)));
		LlmRouterBuilder builder = LlmRouter.builder();
		this.providers.forEach((provider) -> builder.provider(new ObservedChatProvider(provider, observer)));
		List<RouteCandidate> candidates = NAMES.stream().map(RouteCandidate::of).toList();
		return builder.route(new Route(Route.DEFAULT, new AdaptiveStrategy(), candidates, settings))
			.route(new Route("whole", new AdaptiveStrategy(), candidates, settings.withChatOverStream(true)))
			.limiters(this.limiters)
			.listener(new MicrometerRequestListener(this.registry))
			.scheduler(this.timers)
			.build();
	}

	private long sum(ToLongFunction<FaultyProvider> figure) {
		return this.providers.stream().mapToLong(figure).sum();
	}

	private long attempts(FaultyProvider provider, Predicate<Meter> filter) {
		return count(MeterNames.ATTEMPT, tag(MeterNames.PROVIDER, provider.name()).and(filter));
	}

	private static Predicate<Meter> outcome(String code) {
		return tag(MeterNames.OUTCOME, code);
	}

	private static Predicate<Meter> tag(String key, String value) {
		return (meter) -> value.equals(meter.getId().getTag(key));
	}

	private long count(String name) {
		return count(name, (meter) -> true);
	}

	private long count(String name, Predicate<Meter> filter) {
		double sum = 0;
		for (Meter meter : this.registry.getMeters()) {
			if (meter.getId().getName().equals(name) && filter.test(meter)) {
				for (Measurement measurement : meter.measure()) {
					Statistic statistic = measurement.getStatistic();
					boolean counts = statistic == Statistic.COUNT || statistic == Statistic.ACTIVE_TASKS;
					sum += counts ? measurement.getValue() : 0;
				}
			}
		}
		return Math.round(sum);
	}

}
