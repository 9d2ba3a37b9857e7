package io.llmrouter.route;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.FakeProvider;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class RoutingTraceTests extends RouteEngineFixture {

	@Test
	void attemptsAndTimeElsewhereAreKnownWithTheFirstChunk() {
		RoutingTrace trace = new RoutingTrace();
		List<Object> seen = new CopyOnWriteArrayList<>();
		this.alpha.fails(ErrorType.NOT_FOUND);
		this.beta.then(FakeProvider.answer("beta", "Hi").delaySubscription(Duration.ofMillis(1500), this.scheduler));
		StepVerifier
			.create(this.engine.stream(REQUEST)
				.take(1)
				.doOnNext((chunk) -> seen.addAll(List.of(trace.attempts(), trace.elsewhere())))
				.contextWrite(trace::addTo))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofMillis(1500)))
			.expectNextMatches(ChatChunk.Start.class::isInstance)
			.expectComplete()
			.verify(PATIENCE);
		assertThat(seen).containsExactly(2, Duration.ofMillis(1500));
	}

	@Test
	void timeThatTheCallerLetsAPieceWaitIsNotTheRouters() {
		this.alpha.answers("One", "two");
		StepVerifier.create(this.engine.stream(REQUEST), 1)
			.expectNextCount(1)
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(7)))
			.thenRequest(1)
			.expectNextCount(1)
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(8)))
			.thenRequest(Long.MAX_VALUE)
			.thenConsumeWhile((chunk) -> true)
			.expectComplete()
			.verify(PATIENCE);
		assertThat(this.requests).singleElement().satisfies((request) -> {
			assertThat(request.duration()).isEqualTo(Duration.ofSeconds(15));
			assertThat(request.overhead()).isZero();
		});
	}

	@Test
	void timeOfACallerWhoLeavesIsNotTheRouters() {
		this.alpha.answers("One", "two");
		StepVerifier.create(this.engine.stream(REQUEST), 1)
			.expectNextCount(1)
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(7)))
			.thenCancel()
			.verify(PATIENCE);
		assertThat(this.requests).singleElement().satisfies((request) -> assertThat(request.overhead()).isZero());
	}

	@Test
	void knowsNothingOfACallOfAnotherRouter() {
		RoutingTrace trace = new RoutingTrace();
		Mono.just("no router").contextWrite(trace::addTo).block(PATIENCE);
		assertThat(trace.attempts()).isNull();
		assertThat(trace.elsewhere()).isNull();
	}

}
