package io.llmrouter.route;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Provider that a route may ask, with the model it is asked for and its place among the
 * others.
 *
 * @param provider the configured name of the provider
 * @param model the model, or {@code null} for the provider's configured one
 * @param weight its share of the calls in proportion to the other weights of its tier,
 * from 1 to 1,000; for strategies that spread calls
 * @param tier its place in line, from 0: a higher tier is asked only where no candidate
 * of a lower one is ready
 * @since 0.1.0
 */
public record RouteCandidate(String provider, @Nullable String model, int weight, int tier) {

	private static final int MAX_WEIGHT = 1_000;

	public RouteCandidate {
		Objects.requireNonNull(provider, "'provider' must not be null");
		if (weight < 1 || weight > MAX_WEIGHT) {
			throw new IllegalArgumentException("Candidate '" + text(provider, model) + "' has weight '" + weight
					+ "'; it must be from 1 to " + MAX_WEIGHT);
		}
		if (tier < 0) {
			throw new IllegalArgumentException(
					"Candidate '" + text(provider, model) + "' has tier '" + tier + "'; it must be at least 0");
		}
	}

	/**
	 * Create a candidate of weight 1 in the first tier.
	 * @param provider the configured name of the provider
	 * @param model the model, or {@code null} for the provider's configured one
	 */
	public RouteCandidate(String provider, @Nullable String model) {
		this(provider, model, 1, 0);
	}

	/**
	 * Read a candidate as configured: {@code provider} or {@code provider/model}. A model
	 * may itself hold slashes.
	 * @param text the text
	 * @return the candidate, of weight 1 in the first tier
	 */
	public static RouteCandidate of(String text) {
		int slash = text.indexOf('/');
		return (slash < 0) ? new RouteCandidate(text, null)
				: new RouteCandidate(text.substring(0, slash), text.substring(slash + 1));
	}

	/**
	 * Return a copy for another model.
	 * @param newModel the model, or {@code null} for the provider's configured one
	 * @return the copy
	 */
	public RouteCandidate withModel(@Nullable String newModel) {
		return new RouteCandidate(this.provider, newModel, this.weight, this.tier);
	}

	/**
	 * Return a copy of another weight.
	 * @param newWeight the weight, from 1 to 1,000
	 * @return the copy
	 */
	public RouteCandidate withWeight(int newWeight) {
		return new RouteCandidate(this.provider, this.model, newWeight, this.tier);
	}

	/**
	 * Return a copy in another tier.
	 * @param newTier the tier, from 0
	 * @return the copy
	 */
	public RouteCandidate withTier(int newTier) {
		return new RouteCandidate(this.provider, this.model, this.weight, newTier);
	}

	@Override
	public String toString() {
		return text(this.provider, this.model);
	}

	private static String text(String provider, @Nullable String model) {
		return (model != null) ? provider + "/" + model : provider;
	}

}
