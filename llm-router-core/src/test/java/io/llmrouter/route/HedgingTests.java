package io.llmrouter.route;

import java.time.Duration;
import java.util.List;

import io.llmrouter.call.Outcome;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.RoutingDecision;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.route.strategy.PriorityStrategy;
import io.llmrouter.testing.FakeProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One more attempt beside a slow one.
 */
class HedgingTests extends RouteEngineFixture {

	private static final Duration DELAY = Duration.ofSeconds(2);

	@BeforeEach
	void hedge() {
		this.engine = engine(RouteSettings.defaults().withHedging(new Hedging(DELAY)));
	}

	private Flux<ChatChunk> after(long seconds, String provider, String text) {
		return Flux.concat(Mono.delay(Duration.ofSeconds(seconds), this.scheduler).then(Mono.empty()),
				FakeProvider.answer(provider, text));
	}

	private void verify(long seconds, String expected) {
		StepVerifier.create(this.engine.stream(REQUEST).map(ChatChunk::text).reduce("", String::concat))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(seconds)))
			.expectNext(expected)
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void quickCandidateIsNotHedged() {
		this.alpha.then(after(1, "alpha", "Hi"));
		verify(5, "Hi");
		assertThat(this.beta.requests()).isEmpty();
	}

	@Test
	void firstContentWinsAndTheLoserIsCancelled() {
		this.alpha.then(after(8, "alpha", "late"));
		this.beta.then(after(1, "beta", "Hi"));
		verify(4, "Hi");
		assertThat(this.alpha.cancelled()).isEqualTo(1);
		assertThat(lastRequest().outcome()).isEqualTo(Outcome.SUCCESS);
		assertThat(lastRequest().extraAttempts())
			.containsExactly(new ExtraAttempt(ExtraAttempt.Kind.HEDGE, "alpha", null));
		assertThat(lastRequest().decision().attempts()).extracting(RoutingDecision.Attempt::outcome)
			.containsExactly("cancelled", "success");
	}

	@Test
	void hedgeGoesToAnotherProvider() {
		RouteCandidate otherModel = new RouteCandidate("alpha", "a-2");
		RouteSettings settings = RouteSettings.defaults().withHedging(new Hedging(DELAY));
		Route route = new Route(Route.DEFAULT, new PriorityStrategy(),
				List.of(RouteCandidate.of("alpha"), otherModel, RouteCandidate.of("beta")), settings);
		this.engine = engine(new RouteTable(List.of(this.alpha, this.beta), List.of(route)),
				List.of((RoutedRequestListener) this.requests::add));
		this.alpha.then(after(8, "alpha", "late"));
		this.beta.then(after(1, "beta", "Hi"));
		verify(4, "Hi");
		assertThat(this.alpha.requests()).hasSize(1);
	}

	@Test
	void candidateThatRecoversIsNoHedge() {
		for (int i = 0; i < 5; i++) {
			((AttemptPermit) this.engine.states()
				.of(RouteCandidate.of("beta"))
				.admit(REQUEST, AttemptTraits.of(REQUEST, true), Bypass.NONE)).failed(ErrorType.SERVER_ERROR);
		}
		this.scheduler.advanceTimeBy(Duration.ofSeconds(20));
		this.alpha.then(after(8, "alpha", "Hi"));
		verify(9, "Hi");
		assertThat(this.beta.requests()).isEmpty();
	}

	@Test
	void slowCandidateMayStillWin() {
		this.alpha.then(after(3, "alpha", "Hi"));
		this.beta.then(after(8, "beta", "late"));
		verify(4, "Hi");
		assertThat(this.beta.cancelled()).isEqualTo(1);
	}

	@Test
	void failureBeforeTheDelayIsAFallbackAtOnce() {
		this.alpha.fails(ErrorType.NOT_FOUND);
		this.beta.answers("Hi");
		verify(0, "Hi");
		assertThat(lastRequest().extraAttempts())
			.containsExactly(new ExtraAttempt(ExtraAttempt.Kind.FALLBACK, "alpha", ErrorType.NOT_FOUND));
	}

	@Test
	void hedgeStandsInForACandidateThatFailsLater() {
		this.alpha.then(Flux.concat(Mono.delay(Duration.ofSeconds(3), this.scheduler).then(Mono.empty()),
				Flux.error(FakeProvider.failure(ErrorType.SERVER_ERROR))));
		this.beta.then(after(3, "beta", "Hi"));
		verify(6, "Hi");
		assertThat(lastRequest().attempts()).isEqualTo(2);
	}

	@Test
	void failureOfBothNamesBoth() {
		this.alpha.then(Flux.concat(Mono.delay(Duration.ofSeconds(3), this.scheduler).then(Mono.empty()),
				Flux.error(FakeProvider.failure(ErrorType.NOT_FOUND))));
		this.beta.fails(ErrorType.PERMISSION_DENIED);
		StepVerifier.create(this.engine.stream(REQUEST))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(6)))
			.expectErrorSatisfies((failure) -> assertThat(failure).hasMessageContaining("'alpha' failed with not_found")
				.hasMessageContaining("'beta' failed with permission_denied"))
			.verify(PATIENCE);
	}

	@Test
	void callerWhoLeavesCancelsBoth() {
		this.alpha.then(after(8, "alpha", "late"));
		this.beta.then(after(8, "beta", "late"));
		StepVerifier.create(this.engine.stream(REQUEST))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(3)))
			.thenCancel()
			.verify(PATIENCE);
		assertThat(this.alpha.cancelled() + this.beta.cancelled()).isEqualTo(2);
		assertThat(lastRequest().outcome()).isEqualTo(Outcome.CANCELLED);
	}

	@Test
	void hedgesAreAFewOfTheCalls() {
		this.alpha.then(after(3, "alpha", "Hi"));
		this.beta.then(after(8, "beta", "late"));
		for (int i = 0; i < 200; i++) {
			verify(4, "Hi");
		}
		assertThat(this.beta.requests()).hasSizeBetween(10, 11);
	}

	@Test
	void delayOfItsOwnNeedsTwentyCalls() {
		this.engine = engine(RouteSettings.defaults().withHedging(new Hedging(null)));
		this.alpha.then(after(1, "alpha", "Hi"));
		for (int i = 0; i < 20; i++) {
			verify(2, "Hi");
		}
		assertThat(this.beta.requests()).isEmpty();
		this.alpha.then(after(8, "alpha", "late"));
		this.alpha.then(after(8, "alpha", "late"));
		this.beta.answers("Hi");
		verify(2, "Hi");
		verify(2, "Hi");
		assertThat(this.beta.requests()).isNotEmpty();
	}

	@Test
	void wholeAnswersAreHedgedToo() {
		this.alpha.then(after(8, "alpha", "late"));
		this.beta.answers("Hi");
		StepVerifier.create(this.engine.chat(REQUEST).map((answer) -> answer.text()))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(3)))
			.expectNext("Hi")
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void hedgeThatBeginsLateIsNotMade() {
		this.engine = engine(new RouteSettings(4, Duration.ofSeconds(10), Duration.ofSeconds(10),
				Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(3))
			.withHedging(new Hedging(DELAY)));
		this.alpha.then(after(8, "alpha", "late"));
		StepVerifier.create(this.engine.stream(REQUEST))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(4)))
			.expectError()
			.verify(PATIENCE);
		assertThat(this.beta.requests()).isEmpty();
	}

}
