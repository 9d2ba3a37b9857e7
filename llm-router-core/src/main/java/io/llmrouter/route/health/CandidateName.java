package io.llmrouter.route.health;

import java.util.Objects;

/**
 * Name under which the health of a candidate is kept.
 *
 * @param provider the configured name of the provider
 * @param model the model label, so that the number of names is bounded by the
 * configuration
 * @since 0.1.0
 */
public record CandidateName(String provider, String model) {

	public CandidateName {
		Objects.requireNonNull(provider, "'provider' must not be null");
		Objects.requireNonNull(model, "'model' must not be null");
	}

	@Override
	public String toString() {
		return this.provider + "/" + this.model;
	}

}
