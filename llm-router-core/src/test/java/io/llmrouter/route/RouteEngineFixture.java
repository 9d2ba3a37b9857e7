package io.llmrouter.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.LlmRouterException;
import io.llmrouter.route.health.HealthRegistry;
import io.llmrouter.route.health.HealthSettings;
import io.llmrouter.route.limit.LocalRateLimitStore;
import io.llmrouter.route.limit.ProviderLimiters;
import io.llmrouter.route.limit.RateLimits;
import io.llmrouter.route.strategy.PriorityStrategy;
import io.llmrouter.testing.FakeProvider;
import io.llmrouter.testing.VirtualTimeSource;
import org.junit.jupiter.api.AfterEach;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Router over two scripted providers, whose books are checked after each test.
 */
abstract class RouteEngineFixture {

	static final Duration PATIENCE = Duration.ofSeconds(5);

	static final ChatRequest REQUEST = ChatRequest.user("Hello");

	final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	final FakeProvider alpha = new FakeProvider("alpha", "a-1");

	final FakeProvider beta = new FakeProvider("beta", "b-1");

	final List<RoutedRequest> requests = new ArrayList<>();

	final Map<String, RateLimits> limits = new HashMap<>();

	ProviderLimiters limiters;

	HealthRegistry health;

	RouteEngine engine = engine(RouteSettings.defaults());

	RouteEngine engine(RouteSettings settings) {
		Route route = new Route(Route.DEFAULT, new PriorityStrategy(),
				List.of(RouteCandidate.of("alpha"), RouteCandidate.of("beta")), settings);
		RouteTable table = new RouteTable(List.of(this.alpha, this.beta), List.of(route));
		return engine(table, List.of((RoutedRequestListener) this.requests::add));
	}

	RouteEngine engine(RouteTable table, List<RoutedRequestListener> listeners) {
		VirtualTimeSource time = new VirtualTimeSource(this.scheduler);
		this.health = new HealthRegistry(HealthSettings.defaults(), time, new Random(11));
		this.limiters = new ProviderLimiters(this.limits, new LocalRateLimitStore(time));
		return new RouteEngine(table, listeners, time, this.scheduler, new Random(7),
				new Protection(this.health, this.limiters));
	}

	@AfterEach
	void attemptsAreAccountedForAndNothingIsInFlight() {
		int attempts = this.alpha.requests().size() + this.beta.requests().size();
		assertThat(this.requests.stream().mapToInt(RoutedRequest::attempts).sum()).isEqualTo(attempts);
		long served = this.requests.stream().filter((request) -> request.attempts() > 0).count();
		int extra = this.requests.stream().mapToInt((request) -> request.extraAttempts().size()).sum();
		assertThat((long) attempts).isEqualTo(served + extra);
		assertThat(inFlight("alpha") + inFlight("beta")).isZero();
		assertThat(this.limits.keySet()).allSatisfy((name) -> assertThat(this.limiters.of(name).inFlight()).isZero());
		this.scheduler.dispose();
	}

	int inFlight(String provider) {
		return this.engine.states().of(RouteCandidate.of(provider)).inFlight();
	}

	void verifyAnswer(String expected) {
		verifyAnswer(REQUEST, expected);
	}

	void verifyAnswer(ChatRequest request, String expected) {
		StepVerifier.create(this.engine.stream(request).map(ChatChunk::text).reduce("", String::concat))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(3)))
			.expectNext(expected)
			.expectComplete()
			.verify(PATIENCE);
	}

	void verifyFailure(ChatRequest request, Consumer<LlmRouterException> check) {
		StepVerifier.create(this.engine.stream(request))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(3)))
			.thenConsumeWhile((chunk) -> true)
			.expectErrorSatisfies((failure) -> check.accept((LlmRouterException) failure))
			.verify(PATIENCE);
	}

	RoutedRequest lastRequest() {
		return this.requests.get(this.requests.size() - 1);
	}

}
