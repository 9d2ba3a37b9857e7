package io.llmrouter.route;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Provider that a route may ask, with the model it is asked for.
 *
 * @param provider the configured name of the provider
 * @param model the model, or {@code null} for the provider's configured one
 * @since 0.1.0
 */
public record RouteCandidate(String provider, @Nullable String model) {

	public RouteCandidate {
		Objects.requireNonNull(provider, "'provider' must not be null");
	}

	/**
	 * Read a candidate as configured: {@code provider} or {@code provider/model}. A model
	 * may itself hold slashes.
	 * @param text the text
	 * @return the candidate
	 */
	public static RouteCandidate of(String text) {
		int slash = text.indexOf('/');
		return (slash < 0) ? new RouteCandidate(text, null)
				: new RouteCandidate(text.substring(0, slash), text.substring(slash + 1));
	}

	@Override
	public String toString() {
		return (this.model != null) ? this.provider + "/" + this.model : this.provider;
	}

}
