package io.llmrouter.stats;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

import io.llmrouter.testing.TestTimeSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class SlidingWindowTests {

	private final TestTimeSource time = new TestTimeSource(-1_234_567_890L, TestCall.START);

	private final ComparisonStatistics statistics = new ComparisonStatistics(this.time);

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ALL")
	void callLeavesTheWindowAtItsEdge(Window window) {
		end(100);
		this.time.advance(window.span().minusNanos(1));
		assertThat(calls(window)).isEqualTo(1);
		this.time.advance(Duration.ofNanos(1));
		assertThat(calls(window)).isZero();
		assertThat(calls(Window.ALL)).isEqualTo(1);
	}

	@Test
	void callAtTheEndOfItsSliceLeavesOneSliceEarlier() {
		this.time.advance(Duration.ofSeconds(6).minusNanos(1));
		end(100);
		this.time.advance(Duration.ofSeconds(54));
		assertThat(calls(Window.ONE_MINUTE)).isEqualTo(1);
		this.time.advance(Duration.ofNanos(1));
		assertThat(calls(Window.ONE_MINUTE)).isZero();
	}

	@Test
	void sliceIsReusedAfterItsWindow() {
		end(100);
		this.time.advance(Duration.ofMinutes(1));
		end(300);
		ProviderComparison row = this.statistics.compare(Window.ONE_MINUTE).ranking().get(0);
		assertThat(row.calls().total()).isEqualTo(1);
		assertThat(row.latencyMillis().min()).isEqualTo(300);
	}

	@Test
	void slicesBegunByTwoThreadsAtOnceAreOne() {
		RacingCounters counters = new RacingCounters();
		SlidingWindow window = new SlidingWindow(Window.ONE_MINUTE, counters);
		counters.other = () -> window.record(0, TestCall.of("a", "m").succeeded(), 7, -1, 0);
		window.record(0, TestCall.of("a", "m").succeeded(), 7, -1, 0);
		Tally tally = new Tally();
		window.addTo(0, tally);
		assertThat(tally.comparison("a", "m").calls().succeeded()).isEqualTo(2);
	}

	@Test
	void callOlderThanItsSliceIsDropped() {
		SlidingWindow window = new SlidingWindow(Window.ONE_MINUTE);
		long minute = Duration.ofMinutes(1).toNanos();
		window.record(minute, TestCall.of("a", "m").succeeded(), 7, -1, 0);
		window.record(0, TestCall.of("a", "m").succeeded(), 7, -1, 0);
		Tally tally = new Tally();
		window.addTo(minute, tally);
		assertThat(tally.comparison("a", "m").calls().succeeded()).isEqualTo(1);
	}

	@Test
	void startOfTheWindowIsThatOfItsOldestSlice() {
		Instant origin = this.time.now();
		this.time.advance(Duration.ofSeconds(59));
		assertThat(this.statistics.compare(Window.ONE_MINUTE).since()).isEqualTo(origin);
		this.time.advance(Duration.ofSeconds(8));
		assertThat(this.statistics.compare(Window.ONE_MINUTE).since()).isEqualTo(origin.plusSeconds(12));
		assertThat(this.statistics.compare(Window.FIVE_MINUTES).since()).isEqualTo(origin);
		this.time.advance(Duration.ofDays(400));
		assertThat(this.statistics.compare(Window.ALL).since()).isEqualTo(origin);
	}

	@Test
	void wallClockThatJumpsMovesNoCall() {
		end(100);
		this.time.setNow(this.time.now().plus(Duration.ofDays(1)));
		assertThat(calls(Window.ONE_MINUTE)).isEqualTo(1);
		this.time.setNow(this.time.now().minus(Duration.ofDays(2)));
		assertThat(calls(Window.ONE_MINUTE)).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource
	void windowsAgreeWithExactComputationAtAnyTime(Window window) {
		Random random = new Random(7);
		List<long[]> calls = new ArrayList<>();
		long elapsed = 0;
		for (int step = 0; step < 5_000; step++) {
			long nanos = (long) (Math.pow(10, 6 + 5.2 * random.nextDouble()));
			this.time.advance(Duration.ofNanos(nanos));
			elapsed += nanos;
			if (random.nextInt(3) > 0) {
				long millis = random.nextInt(10_000);
				end(millis);
				calls.add(new long[] { elapsed, millis });
			}
			assertWindow(window, calls, elapsed);
		}
	}

	private void assertWindow(Window window, List<long[]> calls, long elapsed) {
		long[] inside = calls.stream()
			.filter((call) -> isInside(window, call[0], elapsed))
			.mapToLong((call) -> call[1])
			.toArray();
		ComparisonSnapshot snapshot = this.statistics.compare(window);
		assertThat(snapshot.ranking()).hasSize(Math.min(inside.length, 1));
		for (ProviderComparison row : snapshot.ranking()) {
			assertThat(row.calls().total()).isEqualTo(inside.length);
			assertThat(row.latencyMillis().min()).isEqualTo(Arrays.stream(inside).min().orElseThrow());
			assertThat(row.latencyMillis().max()).isEqualTo(Arrays.stream(inside).max().orElseThrow());
		}
	}

	private static boolean isInside(Window window, long at, long now) {
		if (window.span() == null) {
			return true;
		}
		long slice = window.span().toNanos() / 10;
		return now / slice - at / slice < 10;
	}

	private void end(long millis) {
		this.statistics.callEnded(TestCall.of("a", "m").startedAt(this.time.now()).lasting(millis).succeeded());
	}

	private long calls(Window window) {
		List<ProviderComparison> rows = this.statistics.compare(window).ranking();
		return rows.isEmpty() ? 0 : rows.get(0).calls().total();
	}

	/**
	 * Factory that another thread overtakes while a slice is made.
	 */
	private static final class RacingCounters implements IntFunction<Counters> {

		private Runnable other;

		@Override
		public Counters apply(int length) {
			Runnable overtaking = this.other;
			this.other = () -> {
			};
			overtaking.run();
			return new Counters.Ints(length);
		}

	}

}
