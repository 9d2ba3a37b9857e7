package io.llmrouter.stats;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.llmrouter.provider.ErrorType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SliceTests {

	private static final TestCall CALL = TestCall.of("a", "m").lasting(100).streaming(20, 70).using(3, 8);

	private final ObservedCounters counters = new ObservedCounters();

	private final Slice slice = new Slice(0, this.counters);

	@Test
	void successIsWholeWheneverItIsRead() {
		this.slice.record(CALL.succeeded(), 9, 5);
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
		this.slice.record(CALL.failed(ErrorType.OVERLOADED), 9, -1);
		assertThat(this.counters.rows).extracting((row) -> row.calls().total()).containsExactly(0L, 1L);
		assertThat(this.counters.rows).extracting((row) -> row.tokens().callsWithUsage()).containsOnly(0L);
		assertThat(this.counters.rows.get(1).firstCallAt()).isEqualTo(TestCall.START);
		assertThat(row().tokens().callsWithUsage()).isEqualTo(1);
	}

	@Test
	void extremesAreNeverLost() throws Exception {
		Slice shared = new Slice(0, new Counters.Ints(Slice.COUNTERS));
		AtomicLong next = new AtomicLong();
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			List<Future<?>> writers = new ArrayList<>();
			for (int thread = 0; thread < 4; thread++) {
				writers.add(executor.submit(() -> recordExtremes(shared, next)));
			}
			for (Future<?> writer : writers) {
				writer.get(60, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static void recordExtremes(Slice slice, AtomicLong next) {
		for (int call = 0; call < 300_000; call++) {
			long step = next.incrementAndGet();
			long longer = 1_000_000_000 + step;
			long shorter = 1_000_000_000 - step;
			slice.record(CALL.lasting(Duration.ofNanos(1_000 * longer)).succeeded(), 0, -1);
			assertThat(slice.extreme(Slice.LONGEST_LATENCY) >= longer).isTrue();
			slice.record(CALL.lasting(Duration.ofNanos(1_000 * shorter)).succeeded(), 0, -1);
			assertThat(slice.extreme(Slice.SHORTEST_LATENCY) <= shorter).isTrue();
		}
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
