package io.llmrouter.route;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.route.health.CandidateHealth;
import io.llmrouter.route.health.CandidateName;
import io.llmrouter.route.health.HealthRegistry;
import io.llmrouter.route.health.HealthSettings;
import io.llmrouter.route.limit.LocalRateLimitStore;
import io.llmrouter.route.limit.ProviderLimiter;
import io.llmrouter.route.limit.RateLimits;
import io.llmrouter.testing.TestTimeSource;
import io.llmrouter.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
class RouteConcurrencyTests {

	private static final int THREADS = 8;

	private final TestTimeSource time = new TestTimeSource();

	@Test
	void budgetIsNeverOverdrawn() throws Exception {
		RetryBudget budget = RetryBudget.ofAttempts(this.time);
		AtomicInteger taken = new AtomicInteger();
		Threads.run(THREADS, 1, (random) -> {
			for (int i = 0; i < 10_000; i++) {
				if (budget.tryWithdraw()) {
					taken.incrementAndGet();
				}
			}
		});
		assertThat(taken).hasValue(60);
	}

	@Test
	void budgetLosesNothingThatIsGivenBackOrDeposited() throws Exception {
		RetryBudget budget = RetryBudget.ofAttempts(this.time);
		for (int i = 0; i < 60; i++) {
			budget.tryWithdraw();
		}
		// Sixteenths would be exact; a tenth is so within rounding.
		Threads.run(THREADS, 2, (random) -> {
			for (int i = 0; i < 50; i++) {
				budget.requestStarted();
			}
		});
		int taken = 0;
		while (budget.tryWithdraw()) {
			taken++;
		}
		assertThat(taken).isBetween(39, 40);
	}

	@Test
	void outcomeOfAnAttemptGoesBackOnce() throws Exception {
		CandidateHealth health = new HealthRegistry(HealthSettings.defaults(), this.time, new Random(1))
			.of(new CandidateName("alpha", "a-1"));
		ProviderLimiter limiter = new ProviderLimiter("alpha", new RateLimits(null, null, 1_000, false),
				new LocalRateLimitStore(this.time));
		CandidateState state = new CandidateState(this.time, health, limiter);
		ChatRequest request = ChatRequest.user("Hello");
		for (int round = 0; round < 300; round++) {
			AttemptPermit permit = (AttemptPermit) state.admit(request, new AttemptTraits(true, false), Bypass.FAILING);
			assertThat(state.inFlight()).isOne();
			Threads.run(3, round, (random) -> {
				switch (random.nextInt(3)) {
					case 0 -> permit.succeeded();
					case 1 -> permit.cancelled();
					default -> permit.failed(ErrorType.SERVER_ERROR);
				}
			});
			assertThat(state.inFlight()).isZero();
			assertThat(limiter.inFlight()).isZero();
			this.time.advance(Duration.ofMinutes(3));
		}
	}

}
