package io.llmrouter.cost;

import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

/**
 * Prices of models. An implementation is thread-safe, does not block, and always gives
 * the same answer: it is asked once for each provider and model. A bean of this type
 * takes the place of the configured prices.
 *
 * @since 0.1.0
 */
public interface PriceList {

	/**
	 * Find the price of a model.
	 * @param provider the configured name of the provider
	 * @param model the model, as it was asked for or as the provider named it
	 * @return the price, or {@code null} where it is not known
	 */
	@Nullable Price find(String provider, String model);

	/**
	 * Return the day on which the prices were right.
	 * @return the day, or {@code null} where it is not known
	 */
	default @Nullable LocalDate asOf() {
		return null;
	}

	/**
	 * Return prices that come from another list where this one has none.
	 * @param other the other list
	 * @return the prices of both, as of the day of this one, or of the other where this
	 * one has none
	 */
	default PriceList orElse(PriceList other) {
		return new PriceList() {

			@Override
			public @Nullable Price find(String provider, String model) {
				Price price = PriceList.this.find(provider, model);
				return (price != null) ? price : other.find(provider, model);
			}

			@Override
			public @Nullable LocalDate asOf() {
				LocalDate asOf = PriceList.this.asOf();
				return (asOf != null) ? asOf : other.asOf();
			}

		};
	}

	/**
	 * Return a list without prices.
	 * @return the list
	 */
	static PriceList none() {
		return (provider, model) -> null;
	}

}
