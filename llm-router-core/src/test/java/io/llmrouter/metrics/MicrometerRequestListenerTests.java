package io.llmrouter.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.llmrouter.call.Outcome;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.route.ExtraAttempt;
import io.llmrouter.route.ExtraAttempt.Kind;
import io.llmrouter.route.RoutedRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MicrometerRequestListenerTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final MicrometerRequestListener listener = new MicrometerRequestListener(this.registry);

	@Test
	void requestIsTimedByOutcome() {
		this.listener.requestEnded(request(Outcome.SUCCESS, null, 1));
		this.listener.requestEnded(request(Outcome.ERROR, ErrorType.TIMEOUT_CONNECT, 1));
		assertThat(requests("success", "none").totalTime(TimeUnit.SECONDS)).isEqualTo(2);
		assertThat(requests("error", "timeout_connect").count()).isOne();
	}

	@Test
	void extraAttemptsAreCountedByKindAndCause() {
		this.listener.requestEnded(
				request(Outcome.SUCCESS, null, 4, new ExtraAttempt(Kind.RETRY, "openai", ErrorType.RATE_LIMITED),
						new ExtraAttempt(Kind.FALLBACK, "openai", ErrorType.OVERLOADED),
						new ExtraAttempt(Kind.HEDGE, "ollama", ErrorType.TIMEOUT_FIRST_TOKEN)));
		assertThat(extra("llm.router.retries", "openai", "rate_limited")).isOne();
		assertThat(extra("llm.router.fallbacks", "openai", "overloaded")).isOne();
		assertThat(extra("llm.router.hedges", "ollama", "timeout_first_token")).isOne();
	}

	@Test
	void requestWithAttemptsIsNotRejected() {
		this.listener.requestEnded(request(Outcome.ERROR, ErrorType.SERVER_ERROR, 1));
		this.listener.requestEnded(request(Outcome.CANCELLED, null, 1));
		assertThat(this.registry.find("llm.router.rejected").meters()).isEmpty();
	}

	@Test
	void requestWithoutAttemptIsRejectedByReason() {
		this.listener.requestEnded(request(Outcome.ERROR, ErrorType.NO_CANDIDATE, 0));
		this.listener.requestEnded(request(Outcome.CANCELLED, null, 0));
		assertThat(rejected("no_candidate")).isOne();
		assertThat(rejected("cancelled")).isOne();
	}

	@Test
	void attemptsAreRequestsLessRejectedPlusExtraAttempts() {
		Random random = new Random(42);
		long attempts = 0;
		for (int i = 0; i < 500; i++) {
			RoutedRequest request = random(random);
			attempts += request.attempts();
			this.listener.requestEnded(request);
		}
		double counted = requestCount() - count("llm.router.rejected") + count("llm.router.retries")
				+ count("llm.router.fallbacks") + count("llm.router.hedges");
		assertThat(counted).isEqualTo(attempts);
		assertThat(requestCount()).isEqualTo(500);
		assertThat(count("llm.router.rejected")).isPositive();
	}

	@Test
	void metersOfOneNameHaveOneSetOfTags() {
		Random random = new Random(43);
		for (int i = 0; i < 200; i++) {
			this.listener.requestEnded(random(random));
		}
		assertThat(tagKeys("llm.router.request")).containsOnly(List.of("error_type", "outcome", "route", "stream"));
		assertThat(tagKeys("llm.router.retries")).containsOnly(List.of("error_type", "provider", "route"));
		assertThat(tagKeys("llm.router.fallbacks")).containsOnly(List.of("error_type", "provider", "route"));
		assertThat(tagKeys("llm.router.hedges")).containsOnly(List.of("error_type", "provider", "route"));
		assertThat(tagKeys("llm.router.rejected")).containsOnly(List.of("error_type", "route"));
		assertThat(this.registry.getMeters())
			.allSatisfy((meter) -> assertThat(meter.getId().getDescription()).isNotBlank());
	}

	@Test
	void routesBeyondTheBoundShareOther() {
		for (int i = 0; i < BoundedCache.MAX_KEYS + 5; i++) {
			this.listener
				.requestEnded(Calls.routed("r" + i, false, Outcome.SUCCESS, null, Duration.ofSeconds(1), 1, List.of()));
		}
		assertThat(this.registry.get("llm.router.request").tag("route", "other").timer().count()).isEqualTo(5);
		assertThat(this.registry.get("llm.router.request").timers()).hasSize(BoundedCache.MAX_KEYS + 1);
	}

	private List<List<String>> tagKeys(String name) {
		return this.registry.get(name)
			.meters()
			.stream()
			.map((meter) -> meter.getId().getTags().stream().map((tag) -> tag.getKey()).toList())
			.toList();
	}

	private static RoutedRequest random(Random random) {
		Outcome outcome = Outcome.values()[random.nextInt(Outcome.values().length)];
		int attempts = (outcome == Outcome.SUCCESS) ? 1 + random.nextInt(3) : random.nextInt(4);
		List<ExtraAttempt> extra = new ArrayList<>();
		for (int i = 1; i < attempts; i++) {
			extra.add(new ExtraAttempt(Kind.values()[random.nextInt(3)], "p" + random.nextInt(2), error(random)));
		}
		return Calls.routed("r" + random.nextInt(2), random.nextBoolean(), outcome,
				(outcome == Outcome.ERROR) ? error(random) : null, Duration.ofSeconds(1), attempts, extra);
	}

	private static ErrorType error(Random random) {
		return ErrorType.values()[random.nextInt(ErrorType.values().length)];
	}

	private static RoutedRequest request(Outcome outcome, @Nullable ErrorType errorType, int attempts,
			ExtraAttempt... extraAttempts) {
		return Calls.routed("fast", false, outcome, errorType, Duration.ofSeconds(2), attempts, List.of(extraAttempts));
	}

	private Timer requests(String outcome, String errorType) {
		return this.registry.get("llm.router.request")
			.tags("route", "fast", "stream", "false", "outcome", outcome, "error_type", errorType)
			.timer();
	}

	private double extra(String name, String provider, String errorType) {
		return this.registry.get(name)
			.tags("route", "fast", "provider", provider, "error_type", errorType)
			.counter()
			.count();
	}

	private double rejected(String errorType) {
		return this.registry.get("llm.router.rejected")
			.tags("route", "fast", "error_type", errorType)
			.counter()
			.count();
	}

	private double count(String name) {
		return this.registry.find(name).counters().stream().mapToDouble(Counter::count).sum();
	}

	private double requestCount() {
		return this.registry.find("llm.router.request").timers().stream().mapToLong(Timer::count).sum();
	}

}
