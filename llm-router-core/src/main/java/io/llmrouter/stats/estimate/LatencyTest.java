package io.llmrouter.stats.estimate;

/**
 * Test of whether two samples of latencies differ by more than chance, from counts alone.
 * It looks twice, at what is typical and at what is slow, and then doubles the smaller of
 * the two p-values (Bonferroni), so that of pairs that do not differ it holds no more
 * than the level for different:
 * <ol>
 * <li>Typical: the permutation test of Fisher and Pitman on log latencies, stratified by
 * kind of call, in its normal approximation. With the means m and numbers n of the calls
 * of a and b in each kind that both have, and the variance S² of both together, <pre>
 * w = n_a·n_b/(n_a+n_b),   z = Σ w·(m_a−m_b) / √Σ w·S²
 * </pre> It assumes no shape of the distribution. Where one of the two knows no sizes of
 * prompts, their kinds differ by streaming alone. Kinds that only one has say
 * nothing.</li>
 * <li>Slow: a test of two proportions on the share of calls slower than the 95th
 * percentile of both together, where both were given the same mix of kinds and at least
 * five slow calls are to be expected of each.</li>
 * </ol>
 * Takes one pass over the kinds and two over the buckets. Sources: E. J. G. Pitman,
 * "Significance tests which may be applied to samples from any populations", Supplement
 * to the Journal of the Royal Statistical Society 4 (1937), 119–130; for strata, the
 * weights of P. H. van Elteren, Bulletin of the International Statistical Institute 37
 * (1960), 351–361; for the second A. M. Mood's median test at another quantile
 * ("Introduction to the Theory of Statistics", 1950).
 *
 * @since 0.1.0
 */
public final class LatencyTest {

	private static final double SLOW = 0.95;

	private static final double FEWEST_EXPECTED = 5;

	private LatencyTest() {
	}

	/**
	 * Compare two samples.
	 * @param a the one
	 * @param b the other
	 * @param sameMix whether both were given the same mix of kinds
	 * @return the probability of a difference at least as large by chance, 1 where
	 * nothing can be compared
	 */
	public static double pValue(LatencySample a, LatencySample b, boolean sameMix) {
		double typical = typical(a, b);
		double slow = sameMix ? slow(a, b) : Double.NaN;
		return Double.isNaN(slow) ? typical : Math.min(1, 2 * Math.min(typical, slow));
	}

	private static double typical(LatencySample a, LatencySample b) {
		WeightedDifference difference = new WeightedDifference();
		for (int group = 0; group < LatencySample.GROUPS; group++) {
			if (a.knowsSizes(group) && b.knowsSizes(group)) {
				for (int size = 0; size < LatencySample.SIZES; size++) {
					int kind = group * LatencySample.SIZES + size;
					difference.add(a.moments(kind), b.moments(kind));
				}
			}
			else {
				difference.add(a.ofGroup(group), b.ofGroup(group));
			}
		}
		return difference.pValue();
	}

	private static double slow(LatencySample a, LatencySample b) {
		long countA = 0;
		long countB = 0;
		for (int index = 0; index < LatencyBuckets.COUNT; index++) {
			countA += a.bucket(index);
			countB += b.bucket(index);
		}
		long slowA = 0;
		long slowB = 0;
		double most = (1 - SLOW) * (countA + countB);
		for (int index = LatencyBuckets.COUNT - 1; index >= 0; index--) {
			long next = slowA + slowB + a.bucket(index) + b.bucket(index);
			if (next > most) {
				break;
			}
			slowA += a.bucket(index);
			slowB += b.bucket(index);
		}
		return proportions(slowA, countA, slowB, countB);
	}

	private static double proportions(long slowA, long countA, long slowB, long countB) {
		double share = (double) (slowA + slowB) / (countA + countB);
		if (!(share * Math.min(countA, countB) >= FEWEST_EXPECTED)) {
			return Double.NaN;
		}
		double difference = (double) slowA / countA - (double) slowB / countB;
		double variance = share * (1 - share) * (1.0 / countA + 1.0 / countB);
		return Distributions.twoSidedNormal(difference / Math.sqrt(variance));
	}

	/**
	 * Sum of differences between two samples, each weighted by what it can tell.
	 */
	private static final class WeightedDifference {

		private double difference;

		private double variance;

		void add(LatencySample.Moments a, LatencySample.Moments b) {
			if (a.count() > 0 && b.count() > 0) {
				double weight = (double) a.count() * b.count() / (a.count() + b.count());
				this.difference += weight * (a.mean() - b.mean());
				this.variance += weight * a.and(b).variance();
			}
		}

		double pValue() {
			return (this.variance > 0) ? Distributions.twoSidedNormal(this.difference / Math.sqrt(this.variance)) : 1;
		}

	}

}
