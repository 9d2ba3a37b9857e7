package io.llmrouter.route;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The 90th percentile of recent latencies. A latency of age {@code a} counts
 * {@code exp(−a / tau)} with tau = 60 s, so that the past fades without a window that
 * drops it at once; when all that is left counts less than 0.5 % of one latency, which
 * takes 5 min after a single one, the percentile is unknown again. The result is the
 * upper end of a logarithmic bucket, 2^¼ apart: it lies at most 19 % over the true one,
 * and candidates within a bucket count as equal, which keeps noise from choosing between
 * them.
 * <p>
 * O(1) time to read, O(72 buckets) to observe; constant memory. Thread-safe.
 * <p>
 * Source: forward decay (Cormode, Shkapenyuk, Srivastava, Xu 2009).
 */
final class LatencyPercentile {

	private static final double PERCENTILE = 0.9;

	private static final double SLOW = 0.95;

	private static final int ENOUGH_TO_HEDGE = 20;

	private static final Duration SHORTEST_HEDGE = Duration.ofMillis(500);

	private static final Duration LONGEST_HEDGE = Duration.ofSeconds(10);

	private static final double TAU_NANOS = 60e9;

	private static final double FORGOTTEN = 0.005;

	private static final double SHORTEST_SECONDS = 0.001;

	private static final double BUCKETS_PER_DOUBLING = 4;

	// Up to 0.001 s × 2^(71 / 4) = 221 s.
	private static final int BUCKETS = 72;

	private static final double[] UPPER_SECONDS = upperSeconds();

	// Weights grow by exp(age of the landmark / tau) before they are scaled down.
	private static final double RESCALE_AFTER = 40;

	private double @Nullable [] weights;

	private double total;

	private long count;

	private long landmarkNanos;

	private double seconds = Double.NaN;

	private long knownUntilNanos;

	synchronized void observe(double latencySeconds, long nowNanos) {
		double[] buckets = buckets(nowNanos);
		double age = (nowNanos - this.landmarkNanos) / TAU_NANOS;
		if (age > RESCALE_AFTER) {
			scaleDown(buckets, Math.exp(-age));
			this.landmarkNanos = nowNanos;
			age = 0;
		}
		double weight = Math.exp(Math.max(0, age));
		buckets[bucket(latencySeconds)] += weight;
		this.total += weight;
		this.count++;
		this.seconds = percentile(buckets, PERCENTILE);
		this.knownUntilNanos = nowNanos + (long) (TAU_NANOS * Math.log(this.total / weight / FORGOTTEN));
	}

	// Made at the first latency: a candidate that is never asked needs no buckets.
	private double[] buckets(long nowNanos) {
		if (this.weights == null) {
			this.weights = new double[BUCKETS];
			this.landmarkNanos = nowNanos;
		}
		return this.weights;
	}

	private void scaleDown(double[] buckets, double factor) {
		for (int i = 0; i < BUCKETS; i++) {
			buckets[i] *= factor;
		}
		this.total *= factor;
	}

	private static int bucket(double latencySeconds) {
		double doublings = Math.log(latencySeconds / SHORTEST_SECONDS) / Math.log(2);
		return (int) Math.max(0, Math.min(BUCKETS - 1, Math.ceil(doublings * BUCKETS_PER_DOUBLING)));
	}

	private double percentile(double[] buckets, double share) {
		double rank = this.total * share;
		int bucket = 0;
		double below = buckets[0];
		while (below < rank && bucket < BUCKETS - 1) {
			below += buckets[++bucket];
		}
		return UPPER_SECONDS[bucket];
	}

	private static double[] upperSeconds() {
		double[] seconds = new double[BUCKETS];
		for (int bucket = 0; bucket < BUCKETS; bucket++) {
			seconds[bucket] = SHORTEST_SECONDS * Math.pow(2, bucket / BUCKETS_PER_DOUBLING);
		}
		return seconds;
	}

	/**
	 * Return the percentile.
	 * @param nowNanos the time
	 * @return seconds, or {@link Double#NaN} while unknown
	 */
	synchronized double seconds(long nowNanos) {
		return (nowNanos - this.knownUntilNanos < 0) ? this.seconds : Double.NaN;
	}

	/**
	 * Return how long a call may take before it counts as slow: the 95th percentile, at
	 * least 0.5 s and at most 10 s.
	 * @param nowNanos the time
	 * @return the time, or {@code null} while fewer than 20 calls are known
	 */
	synchronized @Nullable Duration hedgeDelay(long nowNanos) {
		double[] buckets = this.weights;
		if (buckets == null || this.count < ENOUGH_TO_HEDGE || nowNanos - this.knownUntilNanos >= 0) {
			return null;
		}
		Duration delay = Duration.ofMillis(Math.round(percentile(buckets, SLOW) * 1000));
		if (delay.compareTo(SHORTEST_HEDGE) < 0) {
			return SHORTEST_HEDGE;
		}
		return (delay.compareTo(LONGEST_HEDGE) > 0) ? LONGEST_HEDGE : delay;
	}

}
