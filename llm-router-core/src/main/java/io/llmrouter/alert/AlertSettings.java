package io.llmrouter.alert;

import java.util.Map;

import io.llmrouter.stats.Window;

/**
 * What alerts are raised on.
 *
 * @param window the span of time that success rate and latencies look back on
 * @param hysteresis how far on the good side of its threshold a figure must be before its
 * alert is cleared: as a part of the threshold, for the success rate of what lies between
 * the threshold and 1; from 0 to under 1
 * @param thresholds the thresholds of every provider
 * @param providers the thresholds of single providers by name, which go before
 * @since 0.1.0
 */
public record AlertSettings(Window window, double hysteresis, AlertThresholds thresholds,
		Map<String, AlertThresholds> providers) {

	/**
	 * Check the hysteresis and copy the map.
	 * @throws IllegalArgumentException if the hysteresis is out of its range
	 */
	public AlertSettings {
		if (!(hysteresis >= 0 && hysteresis < 1)) {
			throw new IllegalArgumentException("'hysteresis' is '" + hysteresis + "'; allowed are 0 to under 1");
		}
		providers = Map.copyOf(providers);
	}

	/**
	 * Return whether any figure of any provider has a threshold.
	 * @return whether there is something to watch
	 */
	public boolean watchesAnything() {
		return this.thresholds.watchesAnything()
				|| this.providers.values().stream().anyMatch(AlertThresholds::watchesAnything);
	}

	AlertThresholds of(String provider) {
		return this.providers.getOrDefault(provider, AlertThresholds.NONE).orElse(this.thresholds);
	}

}
