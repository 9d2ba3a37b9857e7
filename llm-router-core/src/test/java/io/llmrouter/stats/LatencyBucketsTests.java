package io.llmrouter.stats;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;

import io.llmrouter.stats.estimate.LatencyBuckets;
import io.llmrouter.testing.TestTimeSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LatencyBucketsTests {

	private static final int CALLS = 100_000;

	private static final double ERROR = 0.02;

	private final Random random = new Random(42);

	@Test
	void percentilesOfUniformLatenciesAreWithinTwoPercent() {
		assertPercentiles(CALLS, (random) -> 20 + 2_000 * random.nextDouble());
	}

	@Test
	void percentilesOfBimodalLatenciesAreWithinTwoPercent() {
		assertPercentiles(CALLS, (random) -> (random.nextDouble() < 0.9) ? 80 + 8 * random.nextGaussian()
				: 30_000 + 900 * random.nextGaussian());
	}

	@Test
	void percentilesOfLognormalLatenciesAreWithinTwoPercent() {
		assertPercentiles(CALLS, (random) -> Math.exp(6 + 1.4 * random.nextGaussian()));
	}

	@Test
	void percentilesOfParetoLatenciesAreWithinTwoPercent() {
		assertPercentiles(CALLS, (random) -> 150 / Math.pow(1 - random.nextDouble(), 1 / 1.5));
	}

	@Test
	void percentilesOfFewFarApartLatenciesAreInterpolated() {
		for (int calls = 1; calls < 200; calls++) {
			assertPercentiles(calls, (random) -> Math.pow(10, 0.1 + 5.6 * random.nextDouble()));
		}
	}

	@Test
	void everyValueIsWithinTheErrorOfItsBucket() {
		for (double micros = 1_001; micros <= 600_000_000; micros *= 1.0007) {
			long[] counts = new long[LatencyBuckets.COUNT];
			counts[LatencyBuckets.indexOf((long) micros)] = 1;
			double value = LatencyBuckets.percentile(counts, 0, 1, 0.5);
			assertThat(value / (long) micros).isCloseTo(1, within(0.0186));
		}
	}

	@Test
	void valuesOutsideTheRangeGoToTheOuterBuckets() {
		assertThat(LatencyBuckets.indexOf(0)).isZero();
		assertThat(LatencyBuckets.indexOf(1_000)).isZero();
		assertThat(LatencyBuckets.indexOf(1_001)).isOne();
		assertThat(LatencyBuckets.indexOf(600_000_000)).isEqualTo(LatencyBuckets.COUNT - 1);
		assertThat(LatencyBuckets.indexOf(Long.MAX_VALUE)).isEqualTo(LatencyBuckets.COUNT - 1);
	}

	@Test
	void negativeDurationsCountAsNone() {
		assertThat(LatencyBuckets.micros(Duration.ofMillis(-5))).isZero();
	}

	@Test
	void placeAmongTheBucketsHasItsLatency() {
		for (long micros : new long[] { 1_001, 5_000, 777_777, 599_000_000 }) {
			double value = LatencyBuckets.valueAt(LatencyBuckets.indexOf(micros));
			assertThat(value / micros).isCloseTo(1, within(0.0186));
		}
		assertThat(LatencyBuckets.valueAt(0)).isEqualTo(500);
		assertThat(LatencyBuckets.valueAt(10.5) / LatencyBuckets.valueAt(10)).isCloseTo(LatencyBuckets.factor(0.5),
				within(1e-9));
		assertThat(LatencyBuckets.factor(1)).isCloseTo(1.0185 / 0.9815, within(1e-9));
	}

	private void assertPercentiles(int calls, ToDoubleFunction<Random> distribution) {
		ComparisonStatistics statistics = new ComparisonStatistics(new TestTimeSource());
		double[] millis = new double[calls];
		for (int index = 0; index < calls; index++) {
			long micros = (long) Math.min(Math.max(1_000 * distribution.applyAsDouble(this.random), 1_000), 6e8);
			millis[index] = micros / 1_000.0;
			Duration duration = Duration.ofNanos(1_000 * micros);
			statistics.callEnded(TestCall.of("a", "m").lasting(duration).succeeded());
		}
		Arrays.sort(millis);
		ProviderComparison.Latency latency = statistics.compare(Window.ALL).ranking().get(0).latencyMillis();
		assertThat(latency.p50() / percentile(millis, 0.5)).isCloseTo(1, within(ERROR));
		assertThat(latency.p95() / percentile(millis, 0.95)).isCloseTo(1, within(ERROR));
		assertThat(latency.p99() / percentile(millis, 0.99)).isCloseTo(1, within(ERROR));
		assertThat(latency.min()).isEqualTo(millis[0]);
		assertThat(latency.max()).isEqualTo(millis[calls - 1]);
		assertThat(latency.average()).isCloseTo(Arrays.stream(millis).average().orElseThrow(), within(0.001));
	}

	/**
	 * Type 7 of Hyndman and Fan, computed from the sorted values themselves.
	 */
	private static double percentile(double[] sorted, double quantile) {
		double rank = quantile * (sorted.length - 1);
		int below = (int) rank;
		int above = Math.min(below + 1, sorted.length - 1);
		return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
	}

}
