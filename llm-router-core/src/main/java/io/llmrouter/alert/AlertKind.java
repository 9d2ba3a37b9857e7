package io.llmrouter.alert;

import java.math.BigDecimal;
import java.time.Duration;

import io.llmrouter.stats.ProviderComparison;
import org.jspecify.annotations.Nullable;

/**
 * Figure of a provider that an alert is raised on.
 *
 * @since 0.1.0
 */
public enum AlertKind {

	/** Succeeded calls over succeeded and failed ones; low is bad. */
	SUCCESS_RATE("success-rate") {

		@Override
		@Nullable Double threshold(AlertThresholds thresholds) {
			return thresholds.successRate();
		}

		@Override
		@Nullable Double value(Figures figures, int minimumSamples) {
			ProviderComparison row = figures.recent();
			return (row != null && row.calls().succeeded() + row.calls().failed() >= minimumSamples) ? row.successRate()
					: null;
		}

		@Override
		boolean isBad(double value, double threshold) {
			return value < threshold;
		}

		@Override
		boolean isGood(double value, double threshold, double hysteresis) {
			return value >= threshold + (1 - threshold) * hysteresis;
		}

	},

	/** 95th percentile of the duration of successful calls, seconds. */
	LATENCY_P95("latency-p95") {

		@Override
		@Nullable Double threshold(AlertThresholds thresholds) {
			return seconds(thresholds.latencyP95());
		}

		@Override
		@Nullable Double value(Figures figures, int minimumSamples) {
			ProviderComparison row = figures.recent();
			return (row != null && row.calls().succeeded() >= minimumSamples) ? p95Seconds(row.latencyMillis()) : null;
		}

	},

	/** 95th percentile of the time to first token of successful streams, seconds. */
	FIRST_TOKEN_P95("first-token-p95") {

		@Override
		@Nullable Double threshold(AlertThresholds thresholds) {
			return seconds(thresholds.firstTokenP95());
		}

		@Override
		@Nullable Double value(Figures figures, int minimumSamples) {
			ProviderComparison row = figures.recent();
			return (row != null && streams(row) >= minimumSamples) ? p95Seconds(row.timeToFirstTokenMillis()) : null;
		}

	},

	/**
	 * US dollars of the last hour, as far as the cost of calls is known. Needs no number
	 * of samples: one dear call costs as much as many cheap ones.
	 */
	COST_PER_HOUR("cost-per-hour") {

		@Override
		@Nullable Double threshold(AlertThresholds thresholds) {
			BigDecimal usd = thresholds.costPerHourUsd();
			return (usd != null) ? usd.doubleValue() : null;
		}

		@Override
		@Nullable Double value(Figures figures, int minimumSamples) {
			ProviderComparison row = figures.hour();
			if (row == null) {
				return 0.0;
			}
			BigDecimal usd = row.cost().usd();
			return (usd != null) ? usd.doubleValue() : null;
		}

	};

	private final String code;

	AlertKind(String code) {
		this.code = code;
	}

	/**
	 * Return the value used in properties and JSON.
	 * @return the code, in lower case with dashes
	 */
	public String code() {
		return this.code;
	}

	/**
	 * Return the code, which is what JSON shows.
	 */
	@Override
	public String toString() {
		return this.code;
	}

	abstract @Nullable Double threshold(AlertThresholds thresholds);

	// Null where there are too few samples to tell.
	abstract @Nullable Double value(Figures figures, int minimumSamples);

	boolean isBad(double value, double threshold) {
		return value > threshold;
	}

	boolean isGood(double value, double threshold, double hysteresis) {
		return value <= threshold * (1 - hysteresis);
	}

	private static @Nullable Double seconds(@Nullable Duration duration) {
		return (duration != null) ? duration.toNanos() / 1e9 : null;
	}

	private static @Nullable Double p95Seconds(ProviderComparison.@Nullable Latency millis) {
		return (millis != null) ? millis.p95() / 1000 : null;
	}

	private static long streams(ProviderComparison row) {
		return row.strata()
			.stream()
			.filter(ProviderComparison.Stratum::stream)
			.mapToLong(ProviderComparison.Stratum::succeeded)
			.sum();
	}

	/**
	 * Figures of one provider, all its models together.
	 *
	 * @param recent those of the window, or {@code null} where it has no call
	 * @param hour those of the last hour, or {@code null} where it has no call
	 */
	record Figures(@Nullable ProviderComparison recent, @Nullable ProviderComparison hour) {
	}

}
