package io.llmrouter.route.limit;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.TestTimeSource;
import io.llmrouter.testing.Threads;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads that call one limited provider at random, while time stands still.
 */
@Timeout(120)
class LimitConcurrencyTests {

	private static final int THREADS = 8;

	private static final int CALLS = 20_000;

	private static final ChatRequest REQUEST = ChatRequest.builder().user("Hello").maxOutputTokens(20).build();

	private final AtomicInteger inFlight = new AtomicInteger();

	private final AtomicInteger most = new AtomicInteger();

	private final AtomicInteger made = new AtomicInteger();

	private static ProviderLimiter limiter(Long requests, Long tokens, Integer concurrency, boolean adaptive) {
		return new ProviderLimiter("alpha", new RateLimits(requests, tokens, concurrency, adaptive),
				new LocalRateLimitStore(new TestTimeSource()));
	}

	private void call(ProviderLimiter limiter, SplittableRandom random) {
		for (int i = 0; i < CALLS; i++) {
			LimitPermit permit = limiter.tryAcquire(REQUEST);
			if (permit != null) {
				this.made.incrementAndGet();
				this.most.accumulateAndGet(this.inFlight.incrementAndGet(), Math::max);
				Thread.yield();
				this.inFlight.decrementAndGet();
				end(permit, random);
			}
		}
	}

	private static void end(LimitPermit permit, SplittableRandom random) {
		switch (random.nextInt(4)) {
			case 0 -> permit.cancelled();
			case 1 -> permit.failed(ErrorType.OVERLOADED, random.nextBoolean());
			case 2 -> permit.succeeded(null);
			default -> permit.succeeded(TokenUsage.of(5, 20));
		}
		permit.cancelled();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void callsAtOnceAreNeverTooManyAndEveryPlaceIsGivenBack(boolean adaptive) throws Exception {
		ProviderLimiter limiter = limiter(null, null, 3, adaptive);
		Threads.run(THREADS, 1, (random) -> call(limiter, random));
		assertThat(this.most).hasValueBetween(1, 3);
		assertThat(limiter.inFlight()).isZero();
		assertThat(limiter.limited(REQUEST)).isNull();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void noPlaceIsLostInAScramble(boolean adaptive) throws Exception {
		ConcurrencyLimit limit = ConcurrencyLimit.of(new RateLimits(null, null, 3, adaptive));
		Threads.run(THREADS, 4, (random) -> {
			for (int i = 0; i < CALLS * 20; i++) {
				if (limit.tryTake() >= 0) {
					limit.giveBack();
				}
			}
		});
		assertThat(limit.inFlight()).isZero();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 10, 1_000 })
	void requestsOfAMinuteAreExactlyAsManyAsAllowed(long requests) throws Exception {
		ProviderLimiter limiter = limiter(requests, null, 1_000, false);
		Threads.run(THREADS, 2, (random) -> call(limiter, random));
		assertThat(this.made).hasValue((int) requests);
		assertThat(limiter.inFlight()).isZero();
	}

	@ParameterizedTest
	@ValueSource(longs = { 100, 1_000, 100_000 })
	void callsThatAreRefusedForTokensTakeNoRequests(long requests) throws Exception {
		ProviderLimiter limiter = limiter(requests, 1_000L, null, false);
		Threads.run(THREADS, 3, (random) -> {
			for (int i = 0; i < CALLS / 10; i++) {
				limiter.tryAcquire(REQUEST);
			}
		});
		// 25 tokens each.
		int allowed = (int) Math.min(requests, 40);
		assertThat(limiter.inFlight()).isEqualTo(allowed);
		assertThat(limiter.limited(REQUEST).limit()).isEqualTo(Limited.Limit.TOKENS);
	}

}
