package io.llmrouter.stats.estimate;

import java.time.Duration;

/**
 * Logarithmic buckets of a latency histogram. With γ = (1+α)/(1−α), bucket i holds the
 * values in (γ<sup>i−1</sup>, γ<sup>i</sup>] ms and stands for 2γ<sup>i</sup>/(γ+1) ms,
 * which is at most α away from each of them, relatively. α is 1.85 %, documented as 2 %,
 * from 1 ms to 10 min. Bucket 0 holds all that is shorter and stands for half a
 * millisecond; the last one holds all that is longer.
 * <p>
 * Finding a bucket takes one logarithm, a percentile one walk over the buckets.
 * Percentiles are those of type 7 (linear interpolation between the two values next to
 * the rank), so the error is at most α whatever the distribution. Histograms merge by
 * addition. Source: C. Masson, J. E. Rim, H. K. Lee, "DDSketch: a fast and
 * fully-mergeable quantile sketch with relative-error guarantees", PVLDB 12 (2019),
 * 2195–2205, arXiv 1908.10693.
 *
 * @since 0.1.0
 */
public final class LatencyBuckets {

	private static final double ALPHA = 0.0185;

	private static final double GAMMA = (1 + ALPHA) / (1 - ALPHA);

	private static final double PER_LOG = 1 / Math.log(GAMMA);

	private static final long SHORTEST_MICROS = 1_000;

	private static final long LONGEST_MICROS = 600_000_000;

	/** The number of buckets. */
	public static final int COUNT = 1 + (int) Math.ceil(Math.log((double) LONGEST_MICROS / SHORTEST_MICROS) * PER_LOG);

	private static final double[] VALUES = values();

	private LatencyBuckets() {
	}

	private static double[] values() {
		double[] values = new double[COUNT];
		values[0] = SHORTEST_MICROS / 2.0;
		for (int bucket = 1; bucket < COUNT; bucket++) {
			values[bucket] = SHORTEST_MICROS * 2 * Math.pow(GAMMA, bucket) / (GAMMA + 1);
		}
		return values;
	}

	/**
	 * Return a duration in microseconds, the unit of this package.
	 * @param duration the duration
	 * @return the microseconds, 0 for a negative duration
	 */
	public static long micros(Duration duration) {
		return Math.max(duration.toNanos() / 1_000, 0);
	}

	/**
	 * Find the bucket of a value.
	 * @param micros the value in microseconds
	 * @return the index of the bucket
	 */
	public static int indexOf(long micros) {
		if (micros <= SHORTEST_MICROS) {
			return 0;
		}
		int bucket = (int) Math.ceil(Math.log((double) micros / SHORTEST_MICROS) * PER_LOG);
		return Math.min(bucket, COUNT - 1);
	}

	/**
	 * Estimate a percentile.
	 * @param counts the array that holds the histogram
	 * @param from the index of its first bucket
	 * @param total the sum of its buckets, at least 1
	 * @param quantile the percentile as a fraction, from 0 to 1
	 * @return the percentile in microseconds
	 */
	public static double percentile(long[] counts, int from, long total, double quantile) {
		double rank = quantile * (total - 1);
		long below = (long) rank;
		int bucket = 0;
		long seen = counts[from];
		while (seen <= below) {
			bucket++;
			seen += counts[from + bucket];
		}
		double lower = VALUES[bucket];
		double fraction = rank - below;
		if (fraction == 0 || seen > below + 1) {
			return lower;
		}
		do {
			bucket++;
		}
		while (counts[from + bucket] == 0);
		return lower + fraction * (VALUES[bucket] - lower);
	}

	/**
	 * Return the factor between two latencies.
	 * @param buckets how many buckets they are apart
	 * @return γ to the power of it
	 */
	public static double factor(double buckets) {
		return Math.pow(GAMMA, buckets);
	}

	/**
	 * Return the upper bound of a bucket.
	 * @param bucket the index of the bucket
	 * @return the longest latency in it, in microseconds
	 */
	public static double upperBound(int bucket) {
		return SHORTEST_MICROS * factor(bucket);
	}

	/**
	 * Return the latency at a place among the buckets.
	 * @param index the index of a bucket, or a mean of such
	 * @return the latency in microseconds
	 */
	public static double valueAt(double index) {
		return (index <= 0) ? VALUES[0] : SHORTEST_MICROS * 2 * factor(index) / (GAMMA + 1);
	}

}
