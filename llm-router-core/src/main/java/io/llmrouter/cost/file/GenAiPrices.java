package io.llmrouter.cost.file;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.llmrouter.cost.Price;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reader of genai-prices' file: a list of vendors, each with a list of models, rules for
 * their names and prices in US dollars per million tokens. A price is a number, or a base
 * with tiers that hold for the whole of a longer prompt; prices are one set, or a list of
 * sets with a condition each. Seen on 2026-11-23.
 */
final class GenAiPrices {

	private GenAiPrices() {
	}

	static Map<String, VendorPrices> read(JsonNode root, LocalDate today) {
		Map<String, VendorPrices> vendors = new HashMap<>();
		for (JsonNode vendor : root) {
			VendorPrices prices = new VendorPrices(texts(vendor.path("fallback_model_providers")));
			boolean any = false;
			for (JsonNode model : vendor.path("models")) {
				Price price = price(current(model.path("prices"), today));
				if (price != null) {
					prices.add(model.path("id").asString(""), price);
					prices.add(NameRule.of(model.path("match")), price);
					any = true;
				}
			}
			if (any || !prices.fallbacks().isEmpty()) {
				vendors.put(vendor.path("id").asString(""), prices);
			}
		}
		return vendors;
	}

	private static List<String> texts(JsonNode list) {
		List<String> texts = new ArrayList<>();
		list.forEach((node) -> texts.add(node.asString("")));
		return texts;
	}

	// Of conditional prices the last one that holds counts, else the first.
	private static JsonNode current(JsonNode prices, LocalDate today) {
		if (!prices.isArray()) {
			return prices;
		}
		JsonNode current = prices.path(0);
		for (JsonNode conditional : prices) {
			JsonNode condition = conditional.path("constraint");
			if (condition.isMissingNode() || hasBegun(condition.path("start_date"), today)) {
				current = conditional;
			}
		}
		return current.path("prices");
	}

	private static boolean hasBegun(JsonNode date, LocalDate today) {
		try {
			return date.isString() && !LocalDate.parse(date.asString()).isAfter(today);
		}
		catch (DateTimeException ex) {
			return false;
		}
	}

	private static @Nullable Price price(JsonNode prices) {
		TreeSet<Long> bounds = new TreeSet<>();
		for (JsonNode price : prices) {
			price.path("tiers").forEach((tier) -> bounds.add(tier.path("start").asLong(0)));
		}
		try {
			Price.LongPrompt longPrompt = null;
			for (long bound : bounds.descendingSet()) {
				Price price = price(prices, bound, longPrompt);
				longPrompt = (price != null) ? new Price.LongPrompt(bound, price) : longPrompt;
			}
			return price(prices, 0, longPrompt);
		}
		catch (IllegalArgumentException ex) {
			// A price out of range is as good as none.
			return null;
		}
	}

	private static @Nullable Price price(JsonNode prices, long bound, Price.@Nullable LongPrompt longPrompt) {
		BigDecimal input = usd(prices.path("input_mtok"), bound);
		if (input == null) {
			return null;
		}
		BigDecimal output = usd(prices.path("output_mtok"), bound);
		return new Price(input, (output != null) ? output : BigDecimal.ZERO, usd(prices.path("cache_read_mtok"), bound),
				usd(prices.path("cache_write_mtok"), bound), usd(prices.path("output_reasoning_mtok"), bound),
				longPrompt);
	}

	private static @Nullable BigDecimal usd(JsonNode price, long bound) {
		JsonNode usd = price.isObject() ? price.path("base") : price;
		long from = 0;
		for (JsonNode tier : price.path("tiers")) {
			long start = tier.path("start").asLong(0);
			if (start <= bound && start >= from) {
				from = start;
				usd = tier.path("price");
			}
		}
		return usd.isNumber() ? usd.decimalValue() : null;
	}

}
