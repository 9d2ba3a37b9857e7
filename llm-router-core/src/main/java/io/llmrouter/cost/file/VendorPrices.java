package io.llmrouter.cost.file;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

import io.llmrouter.cost.Price;
import org.jspecify.annotations.Nullable;

/**
 * Prices of one vendor: by name, and by rules that tell which names a price is for. Names
 * are compared without case.
 */
final class VendorPrices {

	private final Map<String, Price> byName = new HashMap<>();

	private final List<Rule> rules = new ArrayList<>();

	private final List<String> fallbacks;

	VendorPrices(List<String> fallbacks) {
		this.fallbacks = List.copyOf(fallbacks);
	}

	void add(String model, Price price) {
		this.byName.putIfAbsent(model.toLowerCase(Locale.ROOT), price);
	}

	void add(Predicate<String> names, Price price) {
		this.rules.add(new Rule(names, price));
	}

	/**
	 * Return the vendors whose prices count where this one has none.
	 * @return the names of the vendors, in order
	 */
	List<String> fallbacks() {
		return this.fallbacks;
	}

	@Nullable Price find(String model) {
		String name = model.toLowerCase(Locale.ROOT);
		Price price = this.byName.get(name);
		for (int index = 0; price == null && index < this.rules.size(); index++) {
			Rule rule = this.rules.get(index);
			price = rule.names().test(name) ? rule.price() : null;
		}
		return price;
	}

	/**
	 * Price by rule.
	 *
	 * @param names the names it is for, in lower case
	 * @param price the price
	 */
	private record Rule(Predicate<String> names, Price price) {
	}

}
