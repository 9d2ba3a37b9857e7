package io.llmrouter.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.route.health.CandidateName;
import io.llmrouter.route.health.CircuitState;
import io.llmrouter.testing.FakeProvider;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class RouteEngineHealthTests extends RouteEngineFixture {

	private static final ChatRequest ALPHA_ONLY = ChatRequest.builder().provider("alpha").user("Hello").build();

	private CircuitState circuit(String provider, String model) {
		return this.health.of(new CandidateName(provider, model)).circuit();
	}

	private void open() {
		this.alpha.fails(ErrorType.OTHER);
		this.beta.answers("Hi");
		for (int i = 0; i < 5; i++) {
			verifyAnswer("Hi");
		}
		assertThat(circuit("alpha", "a-1")).isEqualTo(CircuitState.OPEN);
		assertThat(this.alpha.requests()).hasSize(5);
	}

	@Test
	void openCircuitIsLeftAloneUntilItsPauseIsOver() {
		open();
		verifyAnswer("Hi");
		assertThat(this.alpha.requests()).hasSize(5);
		assertThat(lastRequest().extraAttempts()).isEmpty();
		this.scheduler.advanceTimeBy(Duration.ofSeconds(18));
		verifyAnswer("Hi");
		assertThat(this.alpha.requests()).hasSize(6);
		assertThat(circuit("alpha", "a-1")).isEqualTo(CircuitState.OPEN);
	}

	@Test
	void openCircuitIsNamedWhereNobodyElseAnswers() {
		open();
		this.beta.fails(ErrorType.NOT_FOUND);
		verifyAnswer("Hi");
		verifyFailure(REQUEST, (failure) -> {
			assertThat(failure).hasMessageContaining("'alpha' failed too often and is left alone for ");
			assertThat(failure.errorType()).isEqualTo(ErrorType.NOT_FOUND);
		});
		assertThat(this.alpha.requests()).hasSize(5);
	}

	@Test
	void candidateThatFailedIsBetterThanNone() {
		open();
		this.alpha.then(Flux.error(FakeProvider.failure(ErrorType.OTHER))).answers("back");
		verifyFailure(ALPHA_ONLY, (failure) -> assertThat(failure.errorType()).isEqualTo(ErrorType.OTHER));
		verifyFailure(ALPHA_ONLY, (failure) -> assertThat(failure.errorType()).isEqualTo(ErrorType.OTHER));
		verifyAnswer(ALPHA_ONLY, "back");
		verifyAnswer(ALPHA_ONLY, "back");
		assertThat(circuit("alpha", "a-1")).isEqualTo(CircuitState.CLOSED);
	}

	@Test
	void whereAllFailedAllAreAskedAgain() {
		this.alpha.fails(ErrorType.OTHER);
		this.beta.fails(ErrorType.OTHER);
		for (int i = 0; i < 5; i++) {
			verifyFailure(REQUEST, (failure) -> assertThat(failure.errorType()).isEqualTo(ErrorType.OTHER));
		}
		assertThat(circuit("beta", "b-1")).isEqualTo(CircuitState.OPEN);
		verifyFailure(REQUEST, (failure) -> assertThat(failure.errorType()).isEqualTo(ErrorType.OTHER));
		assertThat(this.alpha.requests()).hasSize(6);
		assertThat(this.beta.requests()).hasSize(6);
	}

	@Test
	void candidateThatCoolsDownIsNotAskedEvenWhereTheOthersFailed() {
		open();
		this.beta.then(Flux.error(FakeProvider.rateLimited(Duration.ofMinutes(1))));
		this.alpha.answers("back");
		verifyAnswer("Hi");
		verifyFailure(REQUEST, (failure) -> assertThat(failure.errorType()).isEqualTo(ErrorType.RATE_LIMITED));
		int asked = this.beta.requests().size();
		verifyFailure(REQUEST, (failure) -> assertThat(failure).hasMessageContaining("'beta' is cooling down"));
		verifyAnswer("back");
		assertThat(this.beta.requests()).hasSize(asked);
	}

	@Test
	void probesAreJudgedByTheirFirstContent() {
		open();
		this.scheduler.advanceTimeBy(Duration.ofSeconds(18));
		this.alpha.then(Flux.concat(Flux.just(new ChatChunk.TextDelta("Hal")), Flux.never()));
		verifyAnswer("Hi");
		this.scheduler.advanceTimeBy(Duration.ofSeconds(36));
		List<Disposable> open = new ArrayList<>();
		open.add(this.engine.stream(REQUEST).subscribe());
		assertThat(circuit("alpha", "a-1")).isEqualTo(CircuitState.HALF_OPEN);
		open.add(this.engine.stream(REQUEST).subscribe());
		assertThat(circuit("alpha", "a-1")).isEqualTo(CircuitState.CLOSED);
		open.forEach(Disposable::dispose);
	}

	@Test
	void callsBeyondTheProbesGoToTheNextCandidateForFree() {
		open();
		this.scheduler.advanceTimeBy(Duration.ofSeconds(18));
		this.alpha.then(Flux.never());
		verifyAnswer("Hi");
		this.scheduler.advanceTimeBy(Duration.ofSeconds(36));
		Disposable first = this.engine.stream(REQUEST).subscribe();
		Disposable second = this.engine.stream(REQUEST).subscribe();
		int asked = this.alpha.requests().size();
		verifyAnswer("Hi");
		assertThat(lastRequest().extraAttempts()).isEmpty();
		assertThat(this.alpha.requests()).hasSize(asked);
		first.dispose();
		second.dispose();
		assertThat(circuit("alpha", "a-1")).isEqualTo(CircuitState.HALF_OPEN);
		Disposable third = this.engine.stream(REQUEST).subscribe();
		assertThat(this.alpha.requests()).hasSize(asked + 1);
		third.dispose();
	}

	@Test
	void retryIsNotMadeOnceTheCircuitIsOpen() {
		this.alpha.fails(ErrorType.SERVER_ERROR);
		this.beta.answers("Hi");
		for (int i = 0; i < 3; i++) {
			verifyAnswer("Hi");
		}
		assertThat(this.alpha.requests()).hasSize(5);
		assertThat(lastRequest().extraAttempts())
			.containsExactly(new ExtraAttempt(ExtraAttempt.Kind.FALLBACK, "alpha", ErrorType.SERVER_ERROR));
	}

	@Test
	void answersThatAreCutOpenTheCircuit() {
		this.alpha.then(Flux.concat(Flux.just(new ChatChunk.TextDelta("Hal")),
				Flux.error(FakeProvider.failure(ErrorType.CONNECTION))));
		this.beta.answers("Hi");
		for (int i = 0; i < 3; i++) {
			assertThat(circuit("alpha", "a-1")).isEqualTo(CircuitState.CLOSED);
			verifyFailure(REQUEST,
					(failure) -> assertThat(failure.errorType()).isEqualTo(ErrorType.STREAM_INTERRUPTED));
		}
		assertThat(circuit("alpha", "a-1")).isEqualTo(CircuitState.OPEN);
		verifyAnswer("Hi");
	}

	@Test
	void callersWhoGoAwaySayNothingOfACandidate() {
		this.alpha.then(Flux.never());
		for (int i = 0; i < 20; i++) {
			this.engine.stream(REQUEST).subscribe().dispose();
		}
		assertThat(circuit("alpha", "a-1")).isEqualTo(CircuitState.CLOSED);
	}

	@Test
	void wholeAnswersAreJudgedToo() {
		this.alpha.fails(ErrorType.OTHER);
		this.beta.answers("Hi");
		for (int i = 0; i < 5; i++) {
			StepVerifier.create(this.engine.chat(REQUEST)).expectNextCount(1).expectComplete().verify(PATIENCE);
		}
		assertThat(circuit("alpha", "a-1")).isEqualTo(CircuitState.OPEN);
	}

	private void answerAfterTwentySeconds(ChatRequest request, boolean stream) {
		Duration wait = Duration.ofSeconds(20);
		this.alpha.then(Mono.delay(wait, this.scheduler).thenMany(FakeProvider.answer("alpha", "Hi")));
		List<Disposable> calls = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			calls.add((stream ? this.engine.stream(request).then() : this.engine.chat(request).then()).subscribe());
		}
		this.scheduler.advanceTimeBy(wait);
		assertThat(calls).allMatch(Disposable::isDisposed);
	}

	@Test
	void streamsThatTakeLongToTheirFirstContentOpenTheCircuit() {
		answerAfterTwentySeconds(ALPHA_ONLY, true);
		assertThat(circuit("alpha", "a-1")).isEqualTo(CircuitState.OPEN);
	}

	@Test
	void wholeAnswersMayTakeLong() {
		answerAfterTwentySeconds(ALPHA_ONLY, false);
		assertThat(circuit("alpha", "a-1")).isEqualTo(CircuitState.CLOSED);
	}

	@Test
	void requestsForReasoningMayTakeLong() {
		answerAfterTwentySeconds(ALPHA_ONLY.toBuilder().reasoningEffort(ReasoningEffort.HIGH).build(), true);
		assertThat(circuit("alpha", "a-1")).isEqualTo(CircuitState.CLOSED);
	}

	@Test
	void recoveredCandidateIsNotFloodedAtOnce() {
		open();
		this.alpha.answers("back");
		this.scheduler.advanceTimeBy(Duration.ofSeconds(18));
		verifyAnswer("Hi");
		this.scheduler.advanceTimeBy(Duration.ofSeconds(36));
		int asked = this.alpha.requests().size();
		for (int i = 0; i < 200; i++) {
			this.engine.stream(REQUEST).subscribe();
		}
		assertThat(circuit("alpha", "a-1")).isEqualTo(CircuitState.CLOSED);
		assertThat(this.alpha.requests().size() - asked).isBetween(8, 50);
		this.scheduler.advanceTimeBy(Duration.ofSeconds(30));
		asked = this.alpha.requests().size();
		for (int i = 0; i < 20; i++) {
			verifyAnswer("back");
		}
		assertThat(this.alpha.requests()).hasSize(asked + 20);
	}

	@Test
	void refusedCredentialGrowsItsPause() {
		this.alpha.fails(ErrorType.AUTHENTICATION);
		this.beta.answers("Hi");
		verifyAnswer("Hi");
		this.scheduler.advanceTimeBy(Duration.ofMinutes(5));
		verifyAnswer("Hi");
		verifyFailure(ALPHA_ONLY, (failure) -> assertThat(failure.details().retryAfter())
			.isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10)));
	}

}
