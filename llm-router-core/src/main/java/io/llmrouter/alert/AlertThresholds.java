package io.llmrouter.alert;

import java.math.BigDecimal;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Thresholds of one provider. What is {@code null} is not watched.
 *
 * @param successRate the success rate under which an alert is raised, over 0 and up to 1
 * @param latencyP95 the 95th percentile of the duration of successful calls over which
 * one is raised
 * @param firstTokenP95 the 95th percentile of the time to first token over which one is
 * raised
 * @param costPerHourUsd the US dollars in an hour over which one is raised
 * @param minimumSamples the fewest calls that tell anything, or {@code null} for
 * {@value #DEFAULT_MINIMUM_SAMPLES}; does not matter to the cost
 * @since 0.1.0
 */
public record AlertThresholds(@Nullable Double successRate, @Nullable Duration latencyP95,
		@Nullable Duration firstTokenP95, @Nullable BigDecimal costPerHourUsd, @Nullable Integer minimumSamples) {

	/** Fewest calls where nothing else is set. */
	public static final int DEFAULT_MINIMUM_SAMPLES = 20;

	/** Thresholds that watch nothing. */
	public static final AlertThresholds NONE = new AlertThresholds(null, null, null, null, null);

	/**
	 * Check the values.
	 * @throws IllegalArgumentException if a value is out of its range
	 */
	public AlertThresholds {
		require(successRate == null || (successRate > 0 && successRate <= 1), "successRate", successRate,
				"over 0 and up to 1");
		require(isPositive(latencyP95), "latencyP95", latencyP95, "over zero");
		require(isPositive(firstTokenP95), "firstTokenP95", firstTokenP95, "over zero");
		require(costPerHourUsd == null || costPerHourUsd.signum() >= 0, "costPerHourUsd", costPerHourUsd, "0 and more");
		require(minimumSamples == null || minimumSamples >= 1, "minimumSamples", minimumSamples, "1 and more");
	}

	private static boolean isPositive(@Nullable Duration duration) {
		return duration == null || (!duration.isNegative() && !duration.isZero());
	}

	private static void require(boolean holds, String name, @Nullable Object value, String allowed) {
		if (!holds) {
			throw new IllegalArgumentException("'" + name + "' is '" + value + "'; allowed are " + allowed);
		}
	}

	/**
	 * Fill in what is not set here.
	 * @param other the thresholds to take it from
	 * @return the thresholds of both, these first
	 */
	public AlertThresholds orElse(AlertThresholds other) {
		return new AlertThresholds((this.successRate != null) ? this.successRate : other.successRate,
				(this.latencyP95 != null) ? this.latencyP95 : other.latencyP95,
				(this.firstTokenP95 != null) ? this.firstTokenP95 : other.firstTokenP95,
				(this.costPerHourUsd != null) ? this.costPerHourUsd : other.costPerHourUsd,
				(this.minimumSamples != null) ? this.minimumSamples : other.minimumSamples);
	}

	boolean watchesAnything() {
		return this.successRate != null || this.latencyP95 != null || this.firstTokenP95 != null
				|| this.costPerHourUsd != null;
	}

	int samples() {
		return (this.minimumSamples != null) ? this.minimumSamples : DEFAULT_MINIMUM_SAMPLES;
	}

}
