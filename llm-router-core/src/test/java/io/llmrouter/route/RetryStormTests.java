package io.llmrouter.route;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.route.health.HealthRegistry;
import io.llmrouter.route.health.HealthSettings;
import io.llmrouter.route.limit.ProviderLimiters;
import io.llmrouter.route.strategy.AdaptiveStrategy;
import io.llmrouter.testing.EventScheduler;
import io.llmrouter.testing.FakeProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A minute in which every provider fails every call, 200 times a second.
 */
class RetryStormTests {

	private static final int SECONDS = 60;

	private static final int CALLS = 200 * SECONDS;

	// What is saved up, and one a second.
	private static final int FLOOR = 60 + SECONDS;

	private static final HealthSettings TRUSTING = new HealthSettings(
			new HealthSettings.Ejection(1_000_000, 1_000_000, Duration.ofSeconds(15), Duration.ofMinutes(2)),
			new HealthSettings.Breaker(Duration.ofSeconds(60), 1_000_000, 1, Duration.ofSeconds(15), 1),
			HealthSettings.defaults().recovery(), 0.5);

	private final EventScheduler scheduler = new EventScheduler(new SplittableRandom(3));

	private final List<FakeProvider> providers = List.of(new FakeProvider("alpha", "a"), new FakeProvider("beta", "b"),
			new FakeProvider("gamma", "c"));

	private int ended;

	@ParameterizedTest
	@EnumSource(value = ErrorType.class, names = { "SERVER_ERROR", "OVERLOADED", "CONNECTION", "INVALID_RESPONSE" })
	void attemptsStayWithinTheBudgetThoughEveryCallFails(ErrorType type) {
		assertThat(attempts(type, TRUSTING)).isBetween((int) (1.09 * CALLS), (int) (1.1 * CALLS) + FLOOR);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void openCircuitsAndHedgesMakeThemNoMore(boolean hedging) {
		Hedging hedge = hedging ? new Hedging(Duration.ofMillis(20)) : null;
		RouteSettings settings = RouteSettings.defaults().withHedging(hedge);
		assertThat(attempts(ErrorType.SERVER_ERROR, HealthSettings.defaults(), settings))
			.isLessThanOrEqualTo((int) (1.1 * CALLS) + FLOOR);
	}

	private int attempts(ErrorType type, HealthSettings health) {
		return attempts(type, health, RouteSettings.defaults());
	}

	private int attempts(ErrorType type, HealthSettings health, RouteSettings settings) {
		this.providers.forEach((provider) -> provider.then(Flux.error(FakeProvider.failure(type))));
		List<RouteCandidate> candidates = this.providers.stream()
			.map((provider) -> RouteCandidate.of(provider.name()))
			.toList();
		Route route = new Route(Route.DEFAULT, new AdaptiveStrategy(), candidates, settings);
		RouteEngine engine = new RouteEngine(new RouteTable(this.providers, List.of(route)),
				List.of((request) -> this.ended++), this.scheduler, this.scheduler, new Random(5),
				new Protection(new HealthRegistry(health, this.scheduler, new Random(6)), ProviderLimiters.none()));
		for (int i = 0; i < CALLS; i++) {
			boolean stream = i % 2 == 0;
			this.scheduler.schedule(() -> call(engine, stream), i * 5L, TimeUnit.MILLISECONDS);
		}
		while (this.scheduler.step()) {
			continue;
		}
		assertThat(this.ended).isEqualTo(CALLS);
		int attempts = this.providers.stream().mapToInt((provider) -> provider.requests().size()).sum();
		System.out.println("Retry storm of " + type.code() + ": " + attempts + " attempts of " + CALLS + " calls");
		return attempts;
	}

	private static void call(RouteEngine engine, boolean stream) {
		ChatRequest request = ChatRequest.user("Hello");
		Flux<?> answer = stream ? engine.stream(request) : engine.chat(request).flux();
		answer.subscribe((value) -> {
			throw new AssertionError("No provider answers");
		}, (failure) -> {
		});
	}

}
