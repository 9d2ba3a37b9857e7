package io.llmrouter.route;

import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

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

	private final TestTimeSource time = new TestTimeSource();

	private List<RetryBudget> emptyBudgets() {
		List<RetryBudget> budgets = Stream.generate(() -> RetryBudget.ofAttempts(this.time)).limit(20_000).toList();
		budgets.forEach((budget) -> {
			while (budget.tryWithdraw()) {
				assertThat(budget).isNotNull();
			}
		});
		return budgets;
	}

	@Test
	void lastAttemptOfABudgetIsTakenOnce() throws Exception {
		List<RetryBudget> budgets = emptyBudgets();
		budgets.forEach(RetryBudget::giveBack);
		AtomicInteger taken = new AtomicInteger();
		Threads.race(budgets.size(), (round) -> {
			if (budgets.get(round).tryWithdraw()) {
				taken.incrementAndGet();
			}
		});
		assertThat(taken).hasValue(budgets.size());
	}

	@Test
	void budgetLosesNoDeposit() throws Exception {
		List<RetryBudget> budgets = emptyBudgets();
		// Ten deposits of a tenth are a little less than one.
		budgets.forEach((budget) -> {
			for (int i = 0; i < 9; i++) {
				budget.requestStarted();
			}
		});
		Threads.race(budgets.size(), (round) -> budgets.get(round).requestStarted());
		assertThat(budgets).allMatch(RetryBudget::tryWithdraw);
		assertThat(budgets).noneMatch(RetryBudget::tryWithdraw);
	}

	@Test
	void outcomeOfAnAttemptGoesBackOnce() throws Exception {
		CandidateHealth health = new HealthRegistry(HealthSettings.defaults(), this.time, new Random(1))
			.of(new CandidateName("alpha", "a-1"));
		ProviderLimiter limiter = new ProviderLimiter("alpha", new RateLimits(null, null, 10_000, false),
				new LocalRateLimitStore(this.time));
		CandidateState state = new CandidateState(this.time, health, limiter);
		ChatRequest request = ChatRequest.user("Hello");
		List<AttemptPermit> permits = Stream
			.generate(() -> (AttemptPermit) state.admit(request, new AttemptTraits(true, false), Bypass.ALL))
			.limit(5_000)
			.toList();
		assertThat(state.inFlight()).isEqualTo(permits.size());
		Threads.race(permits.size(), (round) -> {
			switch (ThreadLocalRandom.current().nextInt(3)) {
				case 0 -> permits.get(round).succeeded();
				case 1 -> permits.get(round).cancelled();
				default -> permits.get(round).failed(ErrorType.SERVER_ERROR);
			}
		});
		assertThat(state.inFlight()).isZero();
		assertThat(limiter.inFlight()).isZero();
	}

}
