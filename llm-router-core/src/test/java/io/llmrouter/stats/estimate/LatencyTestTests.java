package io.llmrouter.stats.estimate;

import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LatencyTestTests {

	private static final int ROUNDS = 4_000;

	private static final double LEVEL = 0.05;

	private static final ToDoubleFunction<Random> LOGNORMAL = (random) -> 700 * Math.exp(0.5 * random.nextGaussian());

	private static final ToDoubleFunction<Random> BIMODAL = (random) -> (random.nextDouble() < 0.9)
			? 300 * Math.exp(0.1 * random.nextGaussian()) : 8_000 * Math.exp(0.3 * random.nextGaussian());

	private static final ToDoubleFunction<Random> PARETO = (random) -> 150 / Math.pow(1 - random.nextDouble(), 1 / 1.5);

	static Stream<Arguments> alike() {
		return Stream.of(Arguments.of(Named.of("lognormal", LOGNORMAL)), Arguments.of(Named.of("bimodal", BIMODAL)),
				Arguments.of(Named.of("Pareto", PARETO)));
	}

	@ParameterizedTest
	@MethodSource("alike")
	void samplesOfOneDistributionSeldomDiffer(ToDoubleFunction<Random> distribution) {
		for (int[] sizes : new int[][] { { 20, 20 }, { 20, 200 }, { 50, 50 }, { 300, 300 } }) {
			Random random = new Random(2026);
			int different = 0;
			for (int round = 0; round < ROUNDS; round++) {
				LatencySample a = mixed(random, distribution, sizes[0], 0.5);
				LatencySample b = mixed(random, distribution, sizes[1], 0.5);
				different += (LatencyTest.pValue(a, b, true) < LEVEL) ? 1 : 0;
			}
			// Three standard errors of 4,000 rounds are a hundredth.
			assertThat((double) different / ROUNDS).as(sizes[0] + " and " + sizes[1]).isBetween(0.01, LEVEL + 0.011);
		}
	}

	@ParameterizedTest
	@MethodSource("alike")
	void differentMixesOfOneDistributionSeldomDiffer(ToDoubleFunction<Random> distribution) {
		Random random = new Random(2027);
		int different = 0;
		for (int round = 0; round < ROUNDS; round++) {
			LatencySample a = mixed(random, distribution, 120, 0.9);
			LatencySample b = mixed(random, distribution, 120, 0.1);
			different += (LatencyTest.pValue(a, b, false) < LEVEL) ? 1 : 0;
		}
		assertThat((double) different / ROUNDS).isBetween(0.01, LEVEL + 0.011);
	}

	// Calls with large prompts take four times as long.
	private static LatencySample mixed(Random random, ToDoubleFunction<Random> distribution, int calls, double large) {
		Samples samples = new Samples();
		for (int call = 0; call < calls; call++) {
			double millis = distribution.applyAsDouble(random);
			if (call < large * calls) {
				samples.add(Samples.STREAM_LARGE, 4 * millis);
			}
			else {
				samples.add(Samples.STREAM_SMALL, millis);
			}
		}
		return samples.sample();
	}

	@Test
	void differenceOfAThirdIsSeenInTwoHundredCalls() {
		Random random = new Random(2028);
		int different = 0;
		for (int round = 0; round < 500; round++) {
			LatencySample a = mixed(random, LOGNORMAL, 200, 0.5);
			LatencySample b = mixed(random, (source) -> 1.33 * LOGNORMAL.applyAsDouble(source), 200, 0.5);
			different += (LatencyTest.pValue(a, b, true) < LEVEL) ? 1 : 0;
		}
		assertThat(different).isGreaterThan(475);
	}

	@Test
	void differenceOfAThirdIsSeenThroughDifferentMixes() {
		Random random = new Random(2029);
		int different = 0;
		for (int round = 0; round < 500; round++) {
			LatencySample slower = mixed(random, (source) -> 1.33 * LOGNORMAL.applyAsDouble(source), 400, 0.2);
			LatencySample given = mixed(random, LOGNORMAL, 400, 0.8);
			different += (LatencyTest.pValue(slower, given, false) < LEVEL) ? 1 : 0;
		}
		assertThat(different).isGreaterThan(450);
	}

	@Test
	void longerTailAloneIsADifference() {
		Samples a = new Samples();
		Samples b = new Samples();
		Random random = new Random(2030);
		for (int call = 0; call < 1_000; call++) {
			double millis = LOGNORMAL.applyAsDouble(random);
			a.add(Samples.STREAM_SMALL, millis);
			// Slow ones become much slower, the others a little faster.
			b.add(Samples.STREAM_SMALL, (call % 12 == 0) ? 20_000 : millis * 0.78);
		}
		assertThat(LatencyTest.pValue(a.sample(), b.sample(), false)).isGreaterThan(LEVEL);
		assertThat(LatencyTest.pValue(a.sample(), b.sample(), true)).isLessThan(0.001);
		assertThat(LatencyTest.pValue(b.sample(), a.sample(), true)).isLessThan(0.001);
	}

	@Test
	void tailOfFewCallsIsNotLookedAt() {
		LatencySample a = new Samples().add(1, 100, 90).add(1, 9_000, 9).sample();
		LatencySample b = new Samples().add(1, 101, 90).add(1, 9_000, 0).sample();
		assertThat(LatencyTest.pValue(a, b, true)).isEqualTo(LatencyTest.pValue(a, b, false));
	}

	@Test
	void pValueIsThatOfFisherAndPitman() {
		// Bucket indices 100, 102, 104, 106 against 103, 107, 111: the difference of the
		// means is -4, their common variance 13.24, so z = -4 / sqrt(13.24 * 7 / 12).
		Samples a = new Samples();
		Samples b = new Samples();
		for (int index : new int[] { 100, 102, 104, 106 }) {
			a.add(Samples.PLAIN_SMALL, LatencyBuckets.valueAt(index) / 1_000);
		}
		for (int index : new int[] { 103, 107, 111 }) {
			b.add(Samples.PLAIN_SMALL, LatencyBuckets.valueAt(index) / 1_000);
		}
		assertThat(LatencyTest.pValue(a.sample(), b.sample(), true)).isCloseTo(0.1500, within(0.0005));
	}

	@Test
	void constantLatenciesOfDifferentBucketsDiffer() {
		LatencySample a = new Samples().add(1, 100, 20).sample();
		assertThat(LatencyTest.pValue(a, new Samples().add(1, 110, 20).sample(), true)).isLessThan(0.001);
		assertThat(LatencyTest.pValue(a, new Samples().add(1, 100, 20).sample(), true)).isCloseTo(1, within(1e-6));
	}

	@Test
	void nothingInCommonTellsNothing() {
		LatencySample large = new Samples().add(Samples.STREAM_LARGE, 9_000, 100).sample();
		LatencySample small = new Samples().add(Samples.STREAM_SMALL, 100, 100).sample();
		LatencySample plain = new Samples().add(Samples.PLAIN_SMALL, 100, 100).sample();
		LatencySample none = new Samples().sample();
		assertThat(LatencyTest.pValue(large, small, false)).isEqualTo(1);
		assertThat(LatencyTest.pValue(plain, small, false)).isEqualTo(1);
		assertThat(LatencyTest.pValue(small, none, true)).isEqualTo(1);
		assertThat(LatencyTest.pValue(none, none, true)).isEqualTo(1);
	}

	@Test
	void unknownSizesAreComparedWithAllSizesOfTheirGroup() {
		LatencySample unknown = new Samples().add(Samples.STREAM_UNKNOWN, 300, 100).sample();
		LatencySample known = new Samples().add(Samples.STREAM_SMALL, 290, 50)
			.add(Samples.STREAM_LARGE, 310, 50)
			.sample();
		LatencySample slow = new Samples().add(Samples.STREAM_SMALL, 900, 50)
			.add(Samples.STREAM_LARGE, 950, 50)
			.sample();
		assertThat(LatencyTest.pValue(unknown, known, true)).isGreaterThan(LEVEL);
		assertThat(LatencyTest.pValue(unknown, slow, true)).isLessThan(0.001);
		assertThat(LatencyTest.pValue(slow, unknown, true)).isLessThan(0.001);
	}

}
