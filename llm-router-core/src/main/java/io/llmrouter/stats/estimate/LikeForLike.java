package io.llmrouter.stats.estimate;

import java.util.List;

/**
 * Correction of latencies for what each sample was given: a provider that gets the long
 * prompts is not slower for it. The log latency of a call is taken for the sum of an
 * effect of its sample and one of its kind, <pre>
 * m_ik = a_i + b_k
 * </pre> for the mean m of sample i in kind k, weighted by the number of calls; the two
 * are fitted in turns (backfitting) until they stand still. The shift of a sample is then
 * how far its mix lies above that of all: Σ_k n_ik·b_k/n_i − Σ_k n_k·b_k/n. A sample that
 * has no kind in common with others tells nothing about itself and is put at the average.
 * Calls of an unknown size have the average effect of the known sizes, if there are any.
 * <p>
 * Takes some ten passes over all samples and kinds. Source: A. Buja, T. Hastie, R.
 * Tibshirani, "Linear smoothers and additive models", Annals of Statistics 17 (1989),
 * 453–510.
 *
 * @since 0.1.0
 */
public final class LikeForLike {

	private static final int MOST_PASSES = 50;

	private static final double STILL = 0.001;

	private static final double NOTHING = 1e-9;

	private final List<LatencySample> samples;

	private final double[] ofSamples;

	private final double[] ofKinds = new double[LatencySample.KINDS];

	private LikeForLike(List<LatencySample> samples) {
		this.samples = samples;
		this.ofSamples = new double[samples.size()];
	}

	/**
	 * Return how far each sample's latencies are shifted by what it was given.
	 * @param samples the samples to compare
	 * @return the shift of each, in buckets: positive where its calls were harder than
	 * those of all, 0 where there are none
	 */
	public static double[] shifts(List<LatencySample> samples) {
		LikeForLike fit = new LikeForLike(samples);
		double moved = STILL;
		for (int pass = 0; pass < MOST_PASSES && moved >= STILL; pass++) {
			fit.fitKinds();
			moved = fit.fitSamples();
		}
		return fit.shifts();
	}

	private void fitKinds() {
		for (int kind = 0; kind < LatencySample.KINDS; kind++) {
			double weights = 0;
			double sum = 0;
			for (int index = 0; index < this.ofSamples.length; index++) {
				LatencySample sample = this.samples.get(index);
				long count = sample.count(kind);
				if (count > 0) {
					weights += count;
					sum += count * (sample.mean(kind) - this.ofSamples[index]);
				}
			}
			this.ofKinds[kind] = (weights > 0) ? sum / weights : 0;
		}
		for (int group = 0; group < LatencySample.GROUPS; group++) {
			guessUnknownSize(group * LatencySample.SIZES);
		}
	}

	private void guessUnknownSize(int unknown) {
		double weights = 0;
		double sum = 0;
		for (int kind = unknown + 1; kind < unknown + LatencySample.SIZES; kind++) {
			double count = count(kind);
			weights += count;
			sum += count * this.ofKinds[kind];
		}
		this.ofKinds[unknown] = (weights > 0) ? sum / weights : this.ofKinds[unknown];
	}

	private double fitSamples() {
		double moved = 0;
		for (int index = 0; index < this.ofSamples.length; index++) {
			LatencySample sample = this.samples.get(index);
			double weights = 0;
			double sum = 0;
			for (int kind = 0; kind < LatencySample.KINDS; kind++) {
				long count = sample.count(kind);
				if (count > 0) {
					weights += count;
					sum += count * (sample.mean(kind) - this.ofKinds[kind]);
				}
			}
			double effect = (weights > 0) ? sum / weights : 0;
			moved = Math.max(moved, Math.abs(effect - this.ofSamples[index]));
			this.ofSamples[index] = effect;
		}
		return moved;
	}

	private double[] shifts() {
		double weights = 0;
		double sum = 0;
		for (int kind = 0; kind < LatencySample.KINDS; kind++) {
			double count = count(kind);
			weights += count;
			sum += count * this.ofKinds[kind];
		}
		double average = (weights > 0) ? sum / weights : 0;
		double[] shifts = new double[this.ofSamples.length];
		for (int index = 0; index < shifts.length; index++) {
			double shift = mix(this.samples.get(index), average) - average;
			// Rounding must not part samples of the same mix.
			shifts[index] = (Math.abs(shift) > NOTHING) ? shift : 0;
		}
		return shifts;
	}

	private double mix(LatencySample sample, double fallback) {
		double sum = 0;
		for (int kind = 0; kind < LatencySample.KINDS; kind++) {
			sum += sample.count(kind) * this.ofKinds[kind];
		}
		long count = sample.count();
		return (count > 0) ? sum / count : fallback;
	}

	private double count(int kind) {
		double count = 0;
		for (LatencySample sample : this.samples) {
			count += sample.count(kind);
		}
		return count;
	}

}
