package io.llmrouter.stats.estimate;

/**
 * Latencies of successes as counts: a histogram of {@link LatencyBuckets}, and for each
 * kind of call the number n of calls, the sum Σi and the sum of squares Σi² of their
 * bucket indices i. As buckets are logarithmic, Σi/n is the mean logarithm of the
 * latency, in buckets. Looks at arrays of others and copies nothing; confined to one
 * thread.
 * <p>
 * Kinds stand in groups of {@value #SIZES} sizes, the first of which is not known.
 *
 * @since 0.1.0
 */
public final class LatencySample {

	/** The number of groups of kinds: whole answers and streams. */
	public static final int GROUPS = 2;

	/** The number of sizes in a group, the unknown one first. */
	public static final int SIZES = 4;

	/** The number of kinds. */
	public static final int KINDS = GROUPS * SIZES;

	/** The number of sums of a kind: n, Σi and Σi². */
	public static final int SUMS = 3;

	// Buckets hide how latencies vary within one: a uniform distribution there has this
	// variance.
	private static final double LEAST_VARIANCE = 1 / 12.0;

	private final long[] buckets;

	private final int from;

	private final long[] kinds;

	/**
	 * Create a sample.
	 * @param buckets the array that holds the histogram
	 * @param from the index of its first bucket
	 * @param kinds the sums of all kinds, {@value #SUMS} for each
	 */
	public LatencySample(long[] buckets, int from, long[] kinds) {
		this.buckets = buckets;
		this.from = from;
		this.kinds = kinds;
	}

	/**
	 * Return how many calls there are.
	 * @return the number of calls of all kinds
	 */
	public long count() {
		long count = 0;
		for (int kind = 0; kind < KINDS; kind++) {
			count += count(kind);
		}
		return count;
	}

	/**
	 * Return how many calls of a kind there are.
	 * @param kind the index of the kind
	 * @return the number of calls
	 */
	public long count(int kind) {
		return this.kinds[kind * SUMS];
	}

	/**
	 * Return the mean bucket index of a kind.
	 * @param kind the index of the kind, of which there is a call
	 * @return the mean
	 */
	public double mean(int kind) {
		return (double) this.kinds[kind * SUMS + 1] / count(kind);
	}

	/**
	 * Return what is known of one kind.
	 * @param kind the index of the kind
	 * @return its moments
	 */
	Moments moments(int kind) {
		return moments(kind, kind + 1);
	}

	/**
	 * Return what is known of all sizes of a group.
	 * @param group the index of the group
	 * @return the moments of all sizes together
	 */
	Moments ofGroup(int group) {
		return moments(group * SIZES, (group + 1) * SIZES);
	}

	/**
	 * Return whether the size of a call of a group is known.
	 * @param group the index of the group
	 * @return whether there is such a call
	 */
	boolean knowsSizes(int group) {
		return moments(group * SIZES + 1, (group + 1) * SIZES).count() > 0;
	}

	/**
	 * Return a bucket of the histogram.
	 * @param index the index of the bucket
	 * @return how many calls it holds
	 */
	long bucket(int index) {
		return this.buckets[this.from + index];
	}

	private Moments moments(int first, int end) {
		long count = 0;
		double sum = 0;
		double squares = 0;
		for (int kind = first; kind < end; kind++) {
			count += this.kinds[kind * SUMS];
			sum += this.kinds[kind * SUMS + 1];
			squares += this.kinds[kind * SUMS + 2];
		}
		return new Moments(count, sum, squares);
	}

	/**
	 * Moments of bucket indices.
	 *
	 * @param count how many calls
	 * @param sum the sum of their indices
	 * @param squares the sum of the squares
	 */
	record Moments(long count, double sum, double squares) {

		double mean() {
			return this.sum / this.count;
		}

		double variance() {
			double variance = (this.count > 1) ? (this.squares - this.sum * mean()) / (this.count - 1) : 0;
			return Math.max(variance, LEAST_VARIANCE);
		}

		Moments and(Moments other) {
			return new Moments(this.count + other.count, this.sum + other.sum, this.squares + other.squares);
		}

	}

}
