package io.llmrouter.cost;

import java.time.LocalDate;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Prices by name: {@code provider/model} for one provider, or {@code model} for all that
 * have the model; the former wins. Immutable.
 *
 * @since 0.1.0
 */
public final class PriceTable implements PriceList {

	private final Map<String, Price> prices;

	private final @Nullable LocalDate asOf;

	/**
	 * Create a table.
	 * @param prices the prices by {@code provider/model} or {@code model}
	 * @param asOf the day on which they were right, or {@code null} where it is not known
	 */
	public PriceTable(Map<String, Price> prices, @Nullable LocalDate asOf) {
		this.prices = Map.copyOf(prices);
		this.asOf = asOf;
	}

	@Override
	public @Nullable Price find(String provider, String model) {
		Price price = this.prices.get(provider + "/" + model);
		return (price != null) ? price : this.prices.get(model);
	}

	@Override
	public @Nullable LocalDate asOf() {
		return this.asOf;
	}

}
