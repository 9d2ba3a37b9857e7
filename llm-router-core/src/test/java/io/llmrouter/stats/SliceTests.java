package io.llmrouter.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.llmrouter.call.ChatCall;
import io.llmrouter.cost.CallCosts;
import io.llmrouter.provider.ErrorType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SliceTests {

	private static final TestCall CALL = TestCall.of("a", "m").lasting(100).streaming(20, 70).using(3, 8);

	private final ObservedCounters counters = new ObservedCounters();

	private final Slice slice = new Slice(0, this.counters);

	@Test
	void successIsWholeWheneverItIsRead() {
		this.slice.record(CALL.succeeded(), 9, 5, 7);
		assertThat(this.counters.rows).extracting((row) -> row.calls().total()).containsExactly(0L, 1L, 1L, 1L);
		assertThat(this.counters.rows).extracting((row) -> row.tokens().callsWithUsage()).containsOnly(0L);
		for (ProviderComparison row : this.counters.rows.subList(1, 4)) {
			assertThat(row.latencyMillis()).isEqualTo(new ProviderComparison.Latency(100, 100, 100, 100, 100, 100));
			assertThat(row.firstCallAt()).isEqualTo(TestCall.START);
			assertThat(row.lastCallAt()).isEqualTo(TestCall.START);
			assertThat(row.outputTokensPerSecond()).isEqualTo(100);
		}
		assertThat(this.counters.rows.get(2).timeToFirstTokenMillis()).isNull();
		assertThat(this.counters.rows.get(3).timeToFirstTokenMillis())
			.isEqualTo(new ProviderComparison.Latency(20, 20, 20, 20, 20, 20));
		assertThat(row().tokens()).isEqualTo(new ProviderComparison.Tokens(3L, 8L, 11L, 3.0, 8.0, 1));
	}

	@Test
	void failureIsWholeWheneverItIsRead() {
		this.slice.record(CALL.failed(ErrorType.OVERLOADED), 9, -1, 7);
		assertThat(this.counters.rows).extracting((row) -> row.calls().total()).containsExactly(0L, 1L);
		assertThat(this.counters.rows).extracting((row) -> row.tokens().callsWithUsage()).containsOnly(0L);
		assertThat(this.counters.rows.get(1).firstCallAt()).isEqualTo(TestCall.START);
		assertThat(row().tokens().callsWithUsage()).isEqualTo(1);
	}

	@Test
	void callWithoutAPriceIsCountedBeforeItLacksOne() {
		this.slice.record(CALL.succeeded(), 9, 5, CallCosts.UNKNOWN);
		assertThat(this.counters.rows).hasSize(8)
			.allSatisfy((row) -> assertThat(row.cost().unpricedCalls()).isLessThanOrEqualTo(row.calls().total()));
		assertThat(this.counters.rows.get(4).cost().unpricedCalls()).isZero();
		assertThat(row().cost()).isEqualTo(new ProviderComparison.Cost(null, null, null, 1));
	}

	@Test
	void extremesAreNeverLost() throws Exception {
		ChatCall[] calls = new ChatCall[100_000];
		for (int index = 0; index < calls.length; index++) {
			int step = (index % 2 == 0) ? index : -index;
			calls[index] = TestCall.of("a", "m").lasting(200_000 + step).succeeded();
		}
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			for (int round = 0; round < 20; round++) {
				Slice shared = new Slice(0, new Counters.Ints(Slice.COUNTERS));
				AtomicInteger next = new AtomicInteger();
				List<Callable<Integer>> writers = Collections.nCopies(4, () -> lostExtremes(shared, calls, next));
				for (Future<Integer> lost : executor.invokeAll(writers)) {
					assertThat(lost.get()).isZero();
				}
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static int lostExtremes(Slice slice, ChatCall[] calls, AtomicInteger next) {
		int lost = 0;
		for (int index = next.getAndIncrement(); index < calls.length; index = next.getAndIncrement()) {
			slice.record(calls[index], 0, -1, 0);
			long micros = calls[index].duration().toNanos() / 1_000;
			if (slice.extreme(Slice.SHORTEST_LATENCY) > micros || slice.extreme(Slice.LONGEST_LATENCY) < micros) {
				lost++;
			}
		}
		return lost;
	}

	private ProviderComparison row() {
		Tally tally = new Tally();
		tally.add(this.slice);
		return tally.comparison("a", "m");
	}

	/**
	 * Counters that read the slice right before and right after each count.
	 */
	private final class ObservedCounters implements Counters {

		private final Counters counters = new Counters.Ints(Slice.COUNTERS);

		private final List<ProviderComparison> rows = new ArrayList<>();

		@Override
		public void increment(int index) {
			this.rows.add(row());
			this.counters.increment(index);
			this.rows.add(row());
		}

		@Override
		public long get(int index) {
			return this.counters.get(index);
		}

	}

}
