package io.llmrouter.stats;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

import io.llmrouter.call.ChatCall;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.TestTimeSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Compares the statistics of a million calls with what is computed from the calls
 * themselves, while the clock steps over the edges of slices and windows.
 */
class ExactComparisonTests {

	private static final int CALLS = 1_000_000;

	private static final int READINGS = 30;

	private static final int MODELS = 3;

	private static final ErrorType[] TYPES = { ErrorType.RATE_LIMITED, ErrorType.SERVER_ERROR };

	private final TestTimeSource time = new TestTimeSource(-7_654_321L, TestCall.START);

	private final ComparisonStatistics statistics = new ComparisonStatistics(this.time);

	private final Random random = new Random(1_000_003);

	private final long[] endedAt = new long[CALLS];

	private final int[] model = new int[CALLS];

	private final int[] outcome = new int[CALLS];

	private final int[] micros = new int[CALLS];

	private final int[] tokens = new int[CALLS];

	private long elapsed;

	@Test
	void millionCallsAreComparedAsComputedFromThem() {
		for (int call = 0; call < CALLS; call++) {
			step();
			record(call);
			if (call % (CALLS / READINGS) == CALLS / READINGS - 1) {
				toAnEdge(Window.values()[this.random.nextInt(3)], this.random.nextInt(3) - 1);
				for (Window window : Window.values()) {
					check(window, call + 1);
				}
			}
		}
		assertThat(this.elapsed).isGreaterThan(2 * Duration.ofHours(1).toNanos());
	}

	private void step() {
		if (this.random.nextInt(500) == 0) {
			toAnEdge(Window.values()[this.random.nextInt(3)], this.random.nextInt(3) - 1);
			return;
		}
		advance((long) (-Math.log(1 - this.random.nextDouble()) * 8_000_000));
	}

	// To the last nanosecond of a slice, the first of the next, or the second.
	private void toAnEdge(Window window, int offset) {
		long slice = window.sliceNanos();
		long edge = (this.elapsed / slice + 1) * slice + offset;
		advance(Math.max(edge - this.elapsed, 0));
	}

	private void advance(long nanos) {
		this.time.advance(Duration.ofNanos(nanos));
		this.elapsed += nanos;
	}

	private void record(int call) {
		this.endedAt[call] = this.elapsed;
		this.model[call] = this.random.nextInt(MODELS);
		this.outcome[call] = Math.max(this.random.nextInt(8) - 4, 0);
		this.micros[call] = (int) Math.exp(8 + 3 * this.random.nextGaussian() / 2);
		this.tokens[call] = this.random.nextInt(3_000);
		TestCall described = TestCall.of("p", "m" + this.model[call])
			.startedAt(this.time.now())
			.lasting(Duration.ofNanos(this.micros[call] * 1_000L));
		this.statistics.callEnded(ended(described, call));
	}

	private ChatCall ended(TestCall call, int index) {
		return switch (this.outcome[index]) {
			case 0 -> call.using(this.tokens[index], 2L * this.tokens[index]).succeeded();
			case 1, 2 -> call.failed(TYPES[this.outcome[index] - 1]);
			default -> call.cancelled();
		};
	}

	private void check(Window window, int calls) {
		ComparisonSnapshot snapshot = this.statistics.compare(window);
		long slice = (window.span() != null) ? window.sliceNanos() : Long.MAX_VALUE;
		for (ProviderComparison row : snapshot.ranking()) {
			int wanted = Integer.parseInt(row.model().substring(1));
			check(row, IntStream.range(0, calls)
				.filter((call) -> this.model[call] == wanted && this.elapsed / slice - this.endedAt[call] / slice < 10)
				.toArray());
		}
		long inside = IntStream.range(0, calls)
			.filter((call) -> this.elapsed / slice - this.endedAt[call] / slice < 10)
			.count();
		assertThat(snapshot.ranking().stream().mapToLong((row) -> row.calls().total()).sum()).isEqualTo(inside);
	}

	private void check(ProviderComparison row, int[] inside) {
		int[] succeeded = Arrays.stream(inside).filter((call) -> this.outcome[call] == 0).toArray();
		assertThat(row.calls().total()).isEqualTo(inside.length);
		assertThat(row.calls().succeeded()).isEqualTo(succeeded.length);
		assertThat(row.calls().cancelled())
			.isEqualTo(Arrays.stream(inside).filter((call) -> this.outcome[call] == 3).count());
		assertThat(row.errors()).isEqualTo(errors(inside));
		long input = Arrays.stream(succeeded).mapToLong((call) -> this.tokens[call]).sum();
		assertThat(row.tokens().callsWithUsage()).isEqualTo(succeeded.length);
		assertThat(row.tokens().input()).isEqualTo((succeeded.length > 0) ? Long.valueOf(input) : null);
		assertThat(row.tokens().output()).isEqualTo((succeeded.length > 0) ? Long.valueOf(2 * input) : null);
		if (succeeded.length > 0) {
			check(row.latencyMillis(), Arrays.stream(succeeded).map((call) -> this.micros[call]).sorted().toArray());
		}
	}

	private Map<String, Long> errors(int[] inside) {
		Map<String, Long> errors = new TreeMap<>();
		Arrays.stream(inside)
			.filter((call) -> this.outcome[call] == 1 || this.outcome[call] == 2)
			.forEach((call) -> errors.merge(TYPES[this.outcome[call] - 1].code(), 1L, Long::sum));
		return errors;
	}

	private static void check(ProviderComparison.Latency latency, int[] sorted) {
		assertThat(latency.min()).isEqualTo(sorted[0] / 1e3);
		assertThat(latency.max()).isEqualTo(sorted[sorted.length - 1] / 1e3);
		assertThat(latency.average()).isCloseTo(Arrays.stream(sorted).average().orElseThrow() / 1e3, within(1e-3));
		check(latency.p50(), sorted, 0.5);
		check(latency.p95(), sorted, 0.95);
		check(latency.p99(), sorted, 0.99);
	}

	private static void check(double millis, int[] sorted, double share) {
		double rank = share * (sorted.length - 1);
		int below = (int) rank;
		int above = Math.min(below + 1, sorted.length - 1);
		double exact = sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
		assertThat(millis).as("percentile %s of %s calls", share, sorted.length)
			.isCloseTo(exact / 1e3, within(0.02 * exact / 1e3 + 1e-3));
	}

}
