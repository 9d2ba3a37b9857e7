package io.llmrouter.route;

/**
 * Moving average that jumps up to a peak at once and comes down slowly:
 * {@code cost = max(sample, cost × w + sample × (1 − w))} with
 * {@code w = exp(−elapsed / tau)}. Reading decays toward 0, so that a candidate that was
 * slow is tried again after a while. O(1) time and memory. Thread-safe.
 * <p>
 * Source: Finagle's peak EWMA load balancer. Tau is 30 s; one sample counts as at most 60
 * s, so that a cold start does not poison the average for minutes.
 */
final class PeakEwma {

	private static final double TAU_NANOS = 30e9;

	private static final double MAX_SAMPLE_SECONDS = 60;

	private double costSeconds = Double.NaN;

	private long stampNanos;

	synchronized void observe(double seconds, long nowNanos) {
		double sample = Math.min(seconds, MAX_SAMPLE_SECONDS);
		if (Double.isNaN(this.costSeconds) || sample >= this.costSeconds) {
			this.costSeconds = sample;
		}
		else {
			double weight = weight(nowNanos);
			this.costSeconds = this.costSeconds * weight + sample * (1 - weight);
		}
		this.stampNanos = nowNanos;
	}

	/**
	 * Return the average as it has faded since the last sample.
	 * @param nowNanos the time
	 * @return seconds, or {@link Double#NaN} before the first one
	 */
	synchronized double seconds(long nowNanos) {
		return this.costSeconds * weight(nowNanos);
	}

	/**
	 * Return the average as it was after the last sample.
	 * @return seconds, or {@link Double#NaN} before the first one
	 */
	synchronized double lastSeconds() {
		return this.costSeconds;
	}

	private double weight(long nowNanos) {
		return Math.exp(-Math.max(0, nowNanos - this.stampNanos) / TAU_NANOS);
	}

}
