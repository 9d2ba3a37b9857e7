package io.llmrouter.stats.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LikeForLikeTests {

	@Test
	void equalMixesAreNotShifted() {
		LatencySample a = new Samples().add(Samples.STREAM_SMALL, 100, 30).add(Samples.STREAM_LARGE, 900, 70).sample();
		LatencySample b = new Samples().add(Samples.STREAM_SMALL, 300, 60).add(Samples.STREAM_LARGE, 500, 140).sample();
		assertThat(LikeForLike.shifts(List.of(a, b))).containsExactly(0, 0);
	}

	@Test
	void singleSampleIsNotShifted() {
		LatencySample a = new Samples().add(Samples.STREAM_SMALL, 100, 30).add(Samples.PLAIN_LARGE, 900, 70).sample();
		assertThat(LikeForLike.shifts(List.of(a))).containsExactly(0);
	}

	@Test
	void nothingIsNotShifted() {
		LatencySample none = new Samples().sample();
		assertThat(LikeForLike.shifts(List.of())).isEmpty();
		assertThat(LikeForLike.shifts(List.of(none, none))).containsExactly(0, 0);
		LatencySample some = new Samples().add(Samples.STREAM_SMALL, 100, 30).sample();
		assertThat(LikeForLike.shifts(List.of(none, some))).containsExactly(0, 0);
	}

	@Test
	void sampleThatIsGivenTheHardCallsIsNotSlowerForIt() {
		LatencySample given = sample(1, 90, 10);
		LatencySample spared = sample(1, 10, 90);
		assertThat(relative(given, spared)).isCloseTo(1, within(0.02));
	}

	@Test
	void sampleThatIsSlowerIsSlowerWhateverItIsGiven() {
		assertThat(relative(sample(2, 90, 10), sample(1, 10, 90))).isCloseTo(2, within(0.1));
		assertThat(relative(sample(2, 10, 90), sample(1, 90, 10))).isCloseTo(2, within(0.1));
		assertThat(relative(sample(2, 1, 99), sample(1, 99, 1))).isCloseTo(2, within(0.2));
	}

	// Typical latency of one sample over that of another, like for like.
	private static double relative(LatencySample one, LatencySample other) {
		double[] shifts = LikeForLike.shifts(List.of(one, other));
		return LatencyBuckets.factor(mean(one) - shifts[0] - mean(other) + shifts[1]);
	}

	private static double mean(LatencySample sample) {
		double sum = 0;
		for (int kind = 0; kind < LatencySample.KINDS; kind++) {
			sum += (sample.count(kind) > 0) ? sample.count(kind) * sample.mean(kind) : 0;
		}
		return sum / sample.count();
	}

	// Large prompts take four times as long.
	private static LatencySample sample(double factor, int large, int small) {
		return new Samples().add(Samples.STREAM_LARGE, 4_000 * factor, 10 * large)
			.add(Samples.STREAM_SMALL, 1_000 * factor, 10 * small)
			.sample();
	}

	@Test
	void sampleWithNothingInCommonIsPutAtTheAverage() {
		LatencySample large = new Samples().add(Samples.STREAM_LARGE, 9_000, 100).sample();
		LatencySample small = new Samples().add(Samples.STREAM_SMALL, 100, 100).sample();
		double[] shifts = LikeForLike.shifts(List.of(large, small));
		assertThat(mean(large) - shifts[0]).isCloseTo(mean(small) - shifts[1], within(1e-6));
		assertThat(shifts[0]).isPositive();
		assertThat(shifts[1]).isNegative();
	}

	@Test
	void callsOfUnknownSizeHaveTheAverageOfTheirGroup() {
		LatencySample unknown = new Samples().add(Samples.STREAM_UNKNOWN, 4_000, 100).sample();
		LatencySample known = new Samples().add(Samples.STREAM_SMALL, 1_000, 50)
			.add(Samples.STREAM_LARGE, 1_000, 50)
			.sample();
		assertThat(LikeForLike.shifts(List.of(unknown, known))).containsExactly(0, 0);
		LatencySample plain = new Samples().add(Samples.PLAIN_UNKNOWN, 4_000, 100).sample();
		double[] shifts = LikeForLike.shifts(List.of(plain, known));
		assertThat(mean(plain) - shifts[0]).isCloseTo(mean(known) - shifts[1], within(1e-6));
	}

	@Test
	void manySamplesOfRandomMixesAreToldApart() {
		Random random = new Random(4);
		double[] effects = { 1, 1.2, 1.5, 2 };
		double[] kinds = { 1, 1.7, 1, 5, 0.8, 0.9, 2.2, 6 };
		List<LatencySample> samples = new ArrayList<>();
		for (double effect : effects) {
			Samples sample = new Samples();
			for (int kind = 1; kind < kinds.length; kind++) {
				int calls = (kind != 4) ? random.nextInt(300) : 0;
				for (int call = 0; call < calls; call++) {
					sample.add(kind, 500 * effect * kinds[kind] * Math.exp(0.3 * random.nextGaussian()));
				}
			}
			samples.add(sample.sample());
		}
		double[] shifts = LikeForLike.shifts(samples);
		for (int index = 1; index < effects.length; index++) {
			double relative = LatencyBuckets
				.factor(mean(samples.get(index)) - shifts[index] - mean(samples.get(0)) + shifts[0]);
			assertThat(relative).isCloseTo(effects[index], within(0.05 * effects[index]));
		}
	}

}
