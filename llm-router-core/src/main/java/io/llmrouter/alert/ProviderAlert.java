package io.llmrouter.alert;

import java.time.Instant;

/**
 * Alert that is raised.
 *
 * @param provider the configured name of the provider
 * @param kind the figure that is bad
 * @param threshold the threshold: a rate from 0 to 1, seconds or US dollars, as the kind
 * tells
 * @param value the figure when it was last known, in the same unit
 * @param since when the alert was raised
 * @since 0.1.0
 */
public record ProviderAlert(String provider, AlertKind kind, double threshold, double value, Instant since) {

	ProviderAlert withValue(double known) {
		return new ProviderAlert(this.provider, this.kind, this.threshold, known, this.since);
	}

}
