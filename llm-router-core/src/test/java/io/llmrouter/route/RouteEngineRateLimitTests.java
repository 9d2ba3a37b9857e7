package io.llmrouter.route;

import java.time.Duration;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.RateLimitState;
import io.llmrouter.route.limit.ProviderLimiter;
import io.llmrouter.route.limit.RateLimits;
import io.llmrouter.testing.FakeProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class RouteEngineRateLimitTests extends RouteEngineFixture {

	private static final ChatRequest SHORT = ChatRequest.builder().user("Hello").maxOutputTokens(20).build();

	@BeforeEach
	void answers() {
		this.alpha.answers("alpha");
		this.beta.answers("beta");
	}

	private ProviderLimiter limit(String provider, Long requests, Long tokens, Integer concurrency) {
		this.limits.put(provider, new RateLimits(requests, tokens, concurrency, false));
		this.engine = engine(RouteSettings.defaults());
		return this.limiters.of(provider);
	}

	@Test
	void callOverTheLimitGoesToTheNextCandidateForFree() {
		limit("alpha", 1L, null, null);
		verifyAnswer("alpha");
		verifyAnswer("beta");
		assertThat(lastRequest().attempts()).isOne();
		assertThat(lastRequest().extraAttempts()).isEmpty();
		this.scheduler.advanceTimeBy(Duration.ofMinutes(1));
		verifyAnswer("alpha");
	}

	@Test
	void limitOfAllIsAFailureOfItsOwn() {
		limit("alpha", 1L, null, null);
		limit("beta", 2L, null, null);
		verifyAnswer("alpha");
		verifyAnswer("beta");
		verifyAnswer("beta");
		verifyFailure(REQUEST, (failure) -> {
			assertThat(failure.errorType()).isEqualTo(ErrorType.LOCAL_LIMIT);
			assertThat(failure.details().retryAfter()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(30));
			assertThat(failure).hasMessageContaining("'alpha' has reached its limit of requests per minute for ");
		});
		assertThat(lastRequest().attempts()).isZero();
	}

	@Test
	void streamHoldsItsPlaceUntilItIsOver() {
		limit("alpha", null, null, 1);
		this.alpha.then(Flux.concat(Flux.just(new ChatChunk.TextDelta("Hal")), Flux.never())).answers("alpha");
		verifyAnswer("alpha");
		Disposable first = this.engine.stream(REQUEST).subscribe();
		verifyAnswer("beta");
		first.dispose();
		verifyAnswer("alpha");
	}

	@Test
	void placeIsGivenBackByFailuresToo() {
		ProviderLimiter limiter = limit("alpha", null, null, 1);
		this.alpha.fails(ErrorType.NOT_FOUND);
		verifyAnswer("alpha");
		verifyAnswer("beta");
		assertThat(limiter.inFlight()).isZero();
	}

	@Test
	void reportedTokensTakeThePlaceOfTheEstimate() {
		limit("alpha", null, 100L, null);
		for (int i = 0; i < 7; i++) {
			verifyAnswer(SHORT, "alpha");
		}
		for (int i = 0; i < 20; i++) {
			StepVerifier.create(this.engine.chat(SHORT)).expectNextCount(1).expectComplete().verify(PATIENCE);
		}
		assertThat(this.alpha.requests()).hasSizeBetween(8, 20);
	}

	@Test
	void providersCountIsReconciled() {
		ProviderLimiter limiter = limit("alpha", 1_000L, null, null);
		verifyAnswer("alpha");
		limiter.reconcile(new RateLimitState(0L, null));
		verifyAnswer("beta");
	}

	@Test
	void retryOverTheLimitGoesToTheNextCandidate() {
		limit("alpha", 1L, null, null);
		this.alpha.then(Flux.error(FakeProvider.failure(ErrorType.SERVER_ERROR)));
		this.scheduler.advanceTimeBy(Duration.ofMinutes(1));
		verifyAnswer("alpha");
		this.scheduler.advanceTimeBy(Duration.ofMinutes(1));
		verifyAnswer("beta");
		assertThat(lastRequest().extraAttempts())
			.containsExactly(new ExtraAttempt(ExtraAttempt.Kind.FALLBACK, "alpha", ErrorType.SERVER_ERROR));
	}

	@Test
	void attemptThatWasNotMadeCostsNoBudget() {
		ProviderLimiter limiter = limit("beta", 1_000L, null, null);
		this.alpha.then(Flux.defer(() -> {
			limiter.reconcile(new RateLimitState(0L, null));
			return Flux.error(FakeProvider.failure(ErrorType.NOT_FOUND));
		}));
		verifyAnswer("alpha");
		// Without a moment passing, in which the budget would fill up.
		StepVerifier.create(this.engine.stream(REQUEST))
			.expectErrorSatisfies((failure) -> assertThat(failure).hasMessageContaining("'beta' has reached its limit"))
			.verify(PATIENCE);
		int left = 0;
		while (this.engine.budget().tryWithdraw()) {
			left++;
		}
		assertThat(left).isEqualTo(60);
	}

	@Test
	void limitIsNotIgnoredForWantOfOthers() {
		limit("alpha", 1L, null, null);
		ChatRequest alphaOnly = ChatRequest.builder().provider("alpha").user("Hello").build();
		verifyAnswer(alphaOnly, "alpha");
		verifyFailure(alphaOnly, (failure) -> assertThat(failure.errorType()).isEqualTo(ErrorType.LOCAL_LIMIT));
	}

}
