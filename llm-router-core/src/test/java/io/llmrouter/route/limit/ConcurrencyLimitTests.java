package io.llmrouter.route.limit;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConcurrencyLimitTests {

	private static ConcurrencyLimit adaptive(Integer max) {
		return ConcurrencyLimit.of(new RateLimits(null, null, max, true));
	}

	private static List<Long> fill(ConcurrencyLimit limit) {
		List<Long> calls = new ArrayList<>();
		for (long call = limit.tryTake(); call >= 0; call = limit.tryTake()) {
			calls.add(call);
		}
		return calls;
	}

	private static void round(ConcurrencyLimit limit) {
		fill(limit).forEach((call) -> {
			limit.answered();
			limit.giveBack();
		});
	}

	@Test
	void placesAreTakenAndGivenBack() {
		ConcurrencyLimit limit = ConcurrencyLimit.of(new RateLimits(null, null, 2, false));
		assertThat(fill(limit)).hasSize(2);
		assertThat(limit.isReached()).isTrue();
		limit.giveBack();
		assertThat(limit.isReached()).isFalse();
		assertThat(fill(limit)).hasSize(1);
		assertThat(limit.inFlight()).isEqualTo(2);
	}

	@Test
	void fixedLimitStays() {
		ConcurrencyLimit limit = ConcurrencyLimit.of(new RateLimits(null, null, 10, false));
		fill(limit).forEach(limit::refused);
		limit.answered();
		assertThat(limit.limit()).isEqualTo(10);
	}

	@Test
	void withoutALimitNoneIsReached() {
		ConcurrencyLimit limit = ConcurrencyLimit.of(RateLimits.none());
		for (int i = 0; i < 10_000; i++) {
			assertThat(limit.tryTake()).isNotNegative();
		}
	}

	@Test
	void limitGrowsByAboutOneEachRound() {
		ConcurrencyLimit limit = adaptive(null);
		assertThat(limit.limit()).isEqualTo(20);
		for (int i = 0; i < 20; i++) {
			round(limit);
		}
		assertThat(limit.limit()).isBetween(25, 40);
	}

	@Test
	void limitThatIsNotUsedDoesNotGrow() {
		ConcurrencyLimit limit = adaptive(null);
		for (int i = 0; i < 1_000; i++) {
			limit.tryTake();
			limit.answered();
			limit.giveBack();
		}
		assertThat(limit.limit()).isEqualTo(20);
	}

	@Test
	void limitNeverGrowsBeyondTheConfiguredOne() {
		ConcurrencyLimit limit = adaptive(5);
		assertThat(limit.limit()).isEqualTo(5);
		for (int i = 0; i < 100; i++) {
			round(limit);
		}
		assertThat(limit.limit()).isEqualTo(5);
	}

	@Test
	void refusalsOfOneRoundShrinkItOnce() {
		ConcurrencyLimit limit = adaptive(null);
		List<Long> calls = fill(limit);
		calls.forEach(limit::refused);
		assertThat(limit.limit()).isEqualTo(18);
		calls.forEach((call) -> limit.giveBack());
		long next = limit.tryTake();
		limit.refused(next);
		assertThat(limit.limit()).isEqualTo(16);
	}

	@Test
	void oneCallIsAlwaysAllowed() {
		ConcurrencyLimit limit = adaptive(null);
		for (int i = 0; i < 1_000; i++) {
			limit.refused(limit.tryTake());
			limit.giveBack();
		}
		assertThat(limit.limit()).isOne();
		assertThat(limit.tryTake()).isNotNegative();
	}

	@Test
	void limitSettlesWhereTheProviderRefuses() {
		ConcurrencyLimit limit = adaptive(null);
		int bears = 50;
		List<Integer> limits = new ArrayList<>();
		for (int round = 0; round < 500; round++) {
			for (long call : fill(limit)) {
				if (limit.inFlight() > bears) {
					limit.refused(call);
				}
				else {
					limit.answered();
				}
				limit.giveBack();
			}
			limits.add(limit.limit());
		}
		assertThat(limits.subList(100, 500)).allSatisfy((value) -> assertThat(value).isBetween(44, 52));
	}

}
