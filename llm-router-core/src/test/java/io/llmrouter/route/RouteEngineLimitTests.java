package io.llmrouter.route;

import java.time.Duration;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import io.llmrouter.testing.FakeProvider;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class RouteEngineLimitTests extends RouteEngineFixture {

	@Test
	void shortRetryAfterIsWaitedOutOnTheSameCandidate() {
		this.alpha.then(Flux.error(FakeProvider.rateLimited(Duration.ofSeconds(2)))).answers("Hi");
		StepVerifier.create(this.engine.stream(REQUEST).map(ChatChunk::text).reduce("", String::concat))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofMillis(1999)))
			.then(() -> assertThat(this.alpha.requests()).hasSize(1))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofMillis(1)))
			.expectNext("Hi")
			.expectComplete()
			.verify(PATIENCE);
		assertThat(this.beta.requests()).isEmpty();
	}

	@Test
	void shortRetryAfterIsWaitedOutOnlyOnce() {
		this.alpha.then(Flux.error(FakeProvider.rateLimited(Duration.ofMillis(500))));
		this.beta.answers("Hi");
		verifyAnswer("Hi");
		assertThat(this.alpha.requests()).hasSize(2);
	}

	@Test
	void longRetryAfterCoolsTheCandidateDown() {
		this.alpha.then(Flux.error(FakeProvider.rateLimited(Duration.ofSeconds(30)))).answers("back");
		this.beta.answers("Hi");
		verifyAnswer("Hi");
		verifyAnswer("Hi");
		assertThat(this.alpha.requests()).hasSize(1);
		this.scheduler.advanceTimeBy(Duration.ofSeconds(30));
		verifyAnswer("back");
	}

	// On a route with as many candidates as attempts nothing is ever retried.
	@Test
	void rateLimitThatCannotBeRetriedCoolsTheCandidateDown() {
		this.engine = engine(atMost(2));
		this.alpha.then(Flux.error(FakeProvider.rateLimited(null))).answers("back");
		this.beta.answers("Hi");
		verifyAnswer("Hi");
		verifyAnswer("Hi");
		assertThat(this.alpha.requests()).hasSize(1);
		this.scheduler.advanceTimeBy(Duration.ofSeconds(5));
		verifyAnswer("back");
	}

	@Test
	void rateLimitWithoutRetryAfterIsRetriedOnceAfterABackOff() {
		this.alpha.then(Flux.error(FakeProvider.rateLimited(null)));
		this.beta.answers("Hi");
		StepVerifier.create(this.engine.stream(REQUEST).map(ChatChunk::text).reduce("", String::concat))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofMillis(249)))
			.then(() -> assertThat(this.alpha.requests()).hasSize(1))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofMillis(600)))
			.expectNext("Hi")
			.expectComplete()
			.verify(PATIENCE);
		assertThat(this.alpha.requests()).hasSize(2);
	}

	@Test
	void failedCredentialCoolsAllModelsOfItsProvider() {
		this.alpha.fails(ErrorType.AUTHENTICATION).answers("never");
		this.beta.answers("Hi");
		verifyAnswer("Hi");
		verifyFailure(ChatRequest.builder().provider("alpha").model("a-1").user("Hello").build(), (failure) -> {
			assertThat(failure.errorType()).isEqualTo(ErrorType.CIRCUIT_OPEN);
			assertThat(failure.details().retryAfter()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
			assertThat(failure).hasMessageContaining("'alpha/a-1' is cooling down");
		});
		assertThat(lastRequest().attempts()).isZero();
	}

	@Test
	void silentStreamIsLeftForTheNextCandidateAndNeverAskedAgain() {
		this.alpha.then(Flux.concat(Flux.just(new ChatChunk.Start("alpha", null, null)), Flux.never()));
		this.beta.answers("Hi");
		StepVerifier.create(this.engine.stream(REQUEST).map(ChatChunk::text).reduce("", String::concat))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofMillis(9_990)))
			.then(() -> assertThat(this.beta.requests()).isEmpty())
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofMillis(20)))
			.expectNext("Hi")
			.expectComplete()
			.verify(PATIENCE);
		assertThat(this.alpha.requests()).hasSize(1);
		assertThat(this.alpha.cancelled()).isEqualTo(1);
		assertThat(lastRequest().extraAttempts()).extracting(ExtraAttempt::cause)
			.containsExactly(ErrorType.TIMEOUT_FIRST_TOKEN);
	}

	@Test
	void lastCandidateIsGivenMoreTimeToItsFirstToken() {
		this.alpha.fails(ErrorType.NOT_FOUND);
		this.beta.then(Flux.never());
		StepVerifier.create(this.engine.stream(REQUEST))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(59)))
			.then(() -> assertThat(this.beta.cancelled()).isZero())
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(2)))
			.expectErrorSatisfies(
					(failure) -> assertThat(((LlmRouterException) failure).errorType()).isEqualTo(ErrorType.NOT_FOUND))
			.verify(PATIENCE);
	}

	@Test
	void lastAttemptIsGivenMoreTimeThoughAnotherCandidateIsReady() {
		this.engine = engine(atMost(1));
		verifyPatience(REQUEST, Duration.ofSeconds(60));
	}

	@Test
	void reasoningIsGivenMoreTimeForItsFirstToken() {
		verifyPatience(ChatRequest.builder().user("Hello").reasoningEffort(ReasoningEffort.HIGH).build(),
				Duration.ofSeconds(120));
	}

	private void verifyPatience(ChatRequest request, Duration limit) {
		this.alpha.then(Flux.never());
		this.beta.then(Flux.never());
		StepVerifier.create(this.engine.stream(request))
			.then(() -> this.scheduler.advanceTimeBy(limit.minusSeconds(1)))
			.then(() -> assertThat(this.alpha.cancelled()).isZero())
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(2)))
			.then(() -> assertThat(this.alpha.cancelled()).isOne())
			.thenCancel()
			.verify(PATIENCE);
	}

	@Test
	void stalledStreamEndsInATypedError() {
		this.alpha.then(Flux.concat(Flux.just(new ChatChunk.TextDelta("Hal")), Flux.never()));
		StepVerifier.create(this.engine.stream(REQUEST))
			.expectNextCount(1)
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(16)))
			.expectErrorSatisfies((failure) -> assertThat(((LlmRouterException) failure).errorType())
				.isEqualTo(ErrorType.TIMEOUT_IDLE))
			.verify(PATIENCE);
		assertThat(this.alpha.cancelled()).isEqualTo(1);
	}

	@Test
	void callerWhoGoesAwayDuringABackOffStartsNothingMore() {
		this.alpha.then(Flux.error(FakeProvider.rateLimited(Duration.ofSeconds(1))));
		StepVerifier.create(this.engine.stream(REQUEST)).thenCancel().verify(PATIENCE);
		this.scheduler.advanceTimeBy(Duration.ofSeconds(5));
		assertThat(this.alpha.requests()).hasSize(1);
	}

	@Test
	void deadlineHoldsForAllAttemptsTogether() {
		this.alpha.then(Flux.never());
		this.beta.then(Flux.never());
		ChatRequest hasty = ChatRequest.builder().user("Hello").timeout(Duration.ofSeconds(12)).build();
		StepVerifier.create(this.engine.stream(hasty))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofMillis(12_010)))
			.expectError(RouteException.class)
			.verify(PATIENCE);
		assertThat(this.beta.cancelled()).isEqualTo(1);
	}

	@Test
	void candidateThatCannotAnswerInTimeIsNotAsked() {
		answered("beta", Duration.ofSeconds(20));
		this.alpha.fails(ErrorType.NOT_FOUND);
		verifyFailure(inTenSeconds(), (failure) -> assertThat(failure)
			.hasMessageContaining("'beta' needed 20000 ms of late, more than is left"));
		assertThat(this.beta.requests()).isEmpty();
	}

	@Test
	void candidateThatCannotAnswerInTimeIsNotAskedAgain() {
		answered("alpha", Duration.ofSeconds(20));
		this.alpha.fails(ErrorType.SERVER_ERROR).answers("too late");
		this.beta.answers("Hi");
		verifyAnswer(inTenSeconds(), "Hi");
		assertThat(this.alpha.requests()).hasSize(1);
	}

	@Test
	void candidateThatFailedOftenIsNotTakenForASlowOne() {
		answered("beta", Duration.ofSeconds(1));
		for (int i = 0; i < 3; i++) {
			permit("beta").failed(ErrorType.SERVER_ERROR);
		}
		this.alpha.fails(ErrorType.NOT_FOUND);
		this.beta.answers("Hi");
		verifyAnswer(inTenSeconds(), "Hi");
	}

	private static ChatRequest inTenSeconds() {
		return ChatRequest.builder().user("Hello").timeout(Duration.ofSeconds(10)).build();
	}

	private void answered(String provider, Duration latency) {
		AttemptPermit permit = permit(provider);
		permit.firstContent(latency.toNanos());
		permit.succeeded();
	}

	private AttemptPermit permit(String provider) {
		return (AttemptPermit) this.engine.states()
			.of(RouteCandidate.of(provider))
			.admit(REQUEST, AttemptTraits.of(REQUEST, true), Bypass.NONE);
	}

	@Test
	void wholeAnswerThatDoesNotComeInTimeEndsTheCall() {
		this.alpha.then(Flux.never());
		ChatRequest hasty = ChatRequest.builder().user("Hello").timeout(Duration.ofSeconds(3)).build();
		StepVerifier.create(this.engine.chat(hasty))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(4)))
			.expectErrorSatisfies((failure) -> assertThat(((LlmRouterException) failure).errorType())
				.isEqualTo(ErrorType.DEADLINE_EXCEEDED))
			.verify(PATIENCE);
		assertThat(this.alpha.cancelled()).isEqualTo(1);
	}

	private static RouteSettings atMost(int attempts) {
		RouteSettings defaults = RouteSettings.defaults();
		return new RouteSettings(attempts, defaults.firstTokenTimeout(), defaults.lastFirstTokenTimeout(),
				defaults.reasoningFirstTokenTimeout(), defaults.idleTimeout(), defaults.timeout());
	}

	@Test
	void attemptsAreLimitedPerCall() {
		this.engine = engine(atMost(1));
		this.alpha.fails(ErrorType.SERVER_ERROR);
		verifyFailure(REQUEST, (failure) -> assertThat(failure).hasMessage("planned server_error"));
		assertThat(this.alpha.requests()).hasSize(1);
		assertThat(this.beta.requests()).isEmpty();
	}

	@Test
	void retryNeverTakesThePlaceOfACandidateThatWasNotAskedYet() {
		this.engine = engine(atMost(2));
		this.alpha.fails(ErrorType.SERVER_ERROR);
		this.beta.answers("Hi");
		verifyAnswer("Hi");
		assertThat(this.alpha.requests()).hasSize(1);
	}

	@Test
	void retryBudgetKeepsAFailingRouteFromMultiplyingItsCalls() {
		this.alpha.fails(ErrorType.SERVER_ERROR);
		this.beta.fails(ErrorType.SERVER_ERROR);
		for (int i = 0; i < 200; i++) {
			this.engine.stream(REQUEST).onErrorComplete().subscribe();
			this.scheduler.advanceTimeBy(Duration.ofMillis(200));
		}
		this.scheduler.advanceTimeBy(Duration.ofSeconds(3));
		int extra = this.requests.stream().mapToInt((request) -> request.extraAttempts().size()).sum();
		assertThat(extra).isBetween(60, 60 + 20 + 43);
	}

	@Test
	void candidateWithAnUnknownModelIsPutAside() {
		this.alpha.fails(ErrorType.NOT_FOUND).answers("back");
		this.beta.answers("Hi");
		verifyAnswer("Hi");
		verifyAnswer("Hi");
		assertThat(this.alpha.requests()).hasSize(1);
		this.scheduler.advanceTimeBy(Duration.ofMinutes(5));
		verifyAnswer("back");
	}

	@Test
	void modelThatNobodyConfiguredPutsNobodyAside() {
		ChatRequest unconfigured = ChatRequest.builder().provider("alpha").model("made-up").user("Hello").build();
		this.alpha.fails(ErrorType.NOT_FOUND).answers("Hi");
		verifyFailure(unconfigured, (failure) -> assertThat(failure.errorType()).isEqualTo(ErrorType.NOT_FOUND));
		verifyAnswer(unconfigured, "Hi");
	}

}
