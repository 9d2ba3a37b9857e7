package io.llmrouter.route.limit;

import java.time.Duration;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.RateLimitState;
import io.llmrouter.testing.TestTimeSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProviderLimiterTests {

	// Estimated at 100 + 4 for the prompt and 96 for the answer.
	private static final ChatRequest TWO_HUNDRED_TOKENS = ChatRequest.builder()
		.user("a".repeat(400))
		.maxOutputTokens(96)
		.build();

	private final TestTimeSource time = new TestTimeSource();

	private ProviderLimiter limiter(Long requests, Long tokens, Integer concurrency) {
		return new ProviderLimiter("alpha", new RateLimits(requests, tokens, concurrency, false),
				new LocalRateLimitStore(this.time));
	}

	private static LimitPermit acquire(ProviderLimiter limiter) {
		LimitPermit permit = limiter.tryAcquire(TWO_HUNDRED_TOKENS);
		assertThat(permit).isNotNull();
		return permit;
	}

	private static void assertLimited(ProviderLimiter limiter, Limited.Limit limit, Duration remaining) {
		assertThat(limiter.limited(TWO_HUNDRED_TOKENS)).isEqualTo(new Limited(limit, remaining));
		assertThat(limiter.tryAcquire(TWO_HUNDRED_TOKENS)).isNull();
	}

	@Test
	void requestsPerMinuteAreLimited() {
		ProviderLimiter limiter = limiter(2L, null, null);
		acquire(limiter);
		acquire(limiter).cancelled();
		assertLimited(limiter, Limited.Limit.REQUESTS, Duration.ofSeconds(30));
		this.time.advance(Duration.ofSeconds(30));
		assertThat(limiter.limited(TWO_HUNDRED_TOKENS)).isNull();
		acquire(limiter);
	}

	@Test
	void tokensPerMinuteAreLimitedByTheirEstimate() {
		ProviderLimiter limiter = limiter(null, 600L, null);
		for (int i = 0; i < 3; i++) {
			acquire(limiter);
		}
		assertLimited(limiter, Limited.Limit.TOKENS, Duration.ofSeconds(20));
	}

	@Test
	void reportedUsageTakesThePlaceOfTheEstimate() {
		ProviderLimiter limiter = limiter(null, 600L, null);
		acquire(limiter).succeeded(TokenUsage.of(104, 496));
		assertLimited(limiter, Limited.Limit.TOKENS, Duration.ofSeconds(20));
		limiter = new ProviderLimiter("beta", new RateLimits(null, 600L, null, false),
				new LocalRateLimitStore(this.time));
		for (int i = 0; i < 5; i++) {
			acquire(limiter).succeeded(TokenUsage.of(50, 50));
		}
	}

	@Test
	void tokensOfAFailedCallAreGivenBackButNotThoseOfACutOne() {
		ProviderLimiter limiter = limiter(null, 600L, null);
		for (int i = 0; i < 100; i++) {
			acquire(limiter).failed(ErrorType.SERVER_ERROR, false);
		}
		for (int i = 0; i < 3; i++) {
			acquire(limiter).failed(ErrorType.STREAM_INTERRUPTED, true);
		}
		assertThat(limiter.tryAcquire(TWO_HUNDRED_TOKENS)).isNull();
	}

	@Test
	void estimateStandsWhereTheUsageIsUnknownOrTheCallerWent() {
		ProviderLimiter limiter = limiter(null, 600L, null);
		acquire(limiter).succeeded(null);
		acquire(limiter).cancelled();
		acquire(limiter).succeeded(new TokenUsage(null, 1L, null, null, null, false, null));
		assertThat(limiter.tryAcquire(TWO_HUNDRED_TOKENS)).isNull();
	}

	@Test
	void callForMoreThanAMinutesAllowanceWaitsForAWholeOneAndGoesIntoDebt() {
		ProviderLimiter limiter = limiter(null, 60L, null);
		acquire(limiter).succeeded(TokenUsage.of(104, 46));
		assertLimited(limiter, Limited.Limit.TOKENS, Duration.ofSeconds(150));
		this.time.advance(Duration.ofSeconds(150));
		acquire(limiter);
	}

	@Test
	void callsAtOnceAreLimited() {
		ProviderLimiter limiter = limiter(null, null, 2);
		LimitPermit first = acquire(limiter);
		LimitPermit second = acquire(limiter);
		assertLimited(limiter, Limited.Limit.CONCURRENCY, Duration.ZERO);
		first.cancelled();
		second.failed(ErrorType.SERVER_ERROR, true);
		assertThat(limiter.inFlight()).isZero();
		acquire(limiter).succeeded(null);
		assertThat(limiter.inFlight()).isZero();
	}

	@Test
	void permitIsGivenBackOnce() {
		ProviderLimiter limiter = limiter(null, null, 5);
		acquire(limiter);
		LimitPermit permit = acquire(limiter);
		permit.succeeded(null);
		permit.cancelled();
		permit.failed(ErrorType.OTHER, false);
		assertThat(limiter.inFlight()).isOne();
	}

	@Test
	void refusedCallTakesNothing() {
		ProviderLimiter limiter = limiter(10L, 200L, 10);
		acquire(limiter);
		for (int i = 0; i < 100; i++) {
			assertThat(limiter.tryAcquire(TWO_HUNDRED_TOKENS)).isNull();
		}
		assertThat(limiter.inFlight()).isOne();
		this.time.advance(Duration.ofMinutes(1));
		for (int i = 0; i < 9; i++) {
			LimitPermit permit = limiter.tryAcquire(TWO_HUNDRED_TOKENS);
			assertThat(permit).isNotNull();
			permit.failed(ErrorType.SERVER_ERROR, false);
		}
	}

	@Test
	void providersCountIsBelievedWhereItIsLess() {
		ProviderLimiter limiter = limiter(100L, 10_000L, null);
		limiter.reconcile(new RateLimitState(1L, null));
		acquire(limiter);
		assertThat(limiter.limited(TWO_HUNDRED_TOKENS).limit()).isEqualTo(Limited.Limit.REQUESTS);
		this.time.advance(Duration.ofMinutes(1));
		limiter.reconcile(new RateLimitState(null, 199L));
		assertThat(limiter.limited(TWO_HUNDRED_TOKENS).limit()).isEqualTo(Limited.Limit.TOKENS);
	}

	@Test
	void providersCountOfWhatIsNotLimitedChangesNothing() {
		ProviderLimiter limiter = limiter(null, null, 10);
		limiter.reconcile(new RateLimitState(0L, 0L));
		acquire(limiter);
	}

	@Test
	void refusalsTeachTheAdaptiveLimit() {
		ProviderLimiter limiter = new ProviderLimiter("alpha", new RateLimits(null, null, 10, true),
				new LocalRateLimitStore(this.time));
		acquire(limiter).failed(ErrorType.RATE_LIMITED, false);
		assertThat(limiter.concurrencyLimit()).isEqualTo(9);
		acquire(limiter).failed(ErrorType.OVERLOADED, false);
		assertThat(limiter.concurrencyLimit()).isEqualTo(8);
		acquire(limiter).failed(ErrorType.SERVER_ERROR, false);
		assertThat(limiter.concurrencyLimit()).isEqualTo(8);
	}

}
