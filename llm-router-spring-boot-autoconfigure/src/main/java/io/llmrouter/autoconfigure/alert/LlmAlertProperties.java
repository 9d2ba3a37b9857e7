package io.llmrouter.autoconfigure.alert;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties of alerts. Without a threshold nothing is watched.
 *
 * @param interval time between two looks at the figures
 * @param window span of time that success rate and latencies look back on: 1m, 5m or 1h
 * @param hysteresis how far on the good side of its threshold a figure must be before its
 * alert is cleared, as a part of the threshold; for the success rate as a part of what
 * lies between the threshold and 1
 * @param thresholds thresholds of every provider
 * @param providers thresholds of single providers by name, which go before
 * @since 0.1.0
 */
@ConfigurationProperties(LlmAlertProperties.PREFIX)
public record LlmAlertProperties(@DefaultValue("30s") Duration interval, @DefaultValue("5m") Duration window,
		@DefaultValue("0.1") double hysteresis, @DefaultValue Thresholds thresholds,
		@DefaultValue Map<String, Thresholds> providers) {

	/** Prefix of all properties of alerts. */
	public static final String PREFIX = "llm.router.alerts";

	/**
	 * Thresholds of one provider or of all; what is not set is not watched.
	 *
	 * @param successRate success rate under which an alert is raised, over 0 and up to 1
	 * @param latencyP95 duration that 95 % of the successful calls must keep
	 * @param firstTokenP95 time to first token that 95 % of the streams must keep
	 * @param costPerHour US dollars that may be spent in an hour
	 * @param minimumSamples fewest calls that tell anything; does not matter to the cost
	 */
	public record Thresholds(@Nullable Double successRate, @Nullable Duration latencyP95,
			@Nullable Duration firstTokenP95, @Nullable BigDecimal costPerHour, @Nullable Integer minimumSamples) {
	}

}
