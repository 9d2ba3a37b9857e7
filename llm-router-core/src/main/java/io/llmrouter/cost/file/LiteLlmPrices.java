package io.llmrouter.cost.file;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.llmrouter.cost.Price;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reader of LiteLLM's file: one object of {@code model} or {@code vendor/model}, prices
 * in US dollars a token, those of long prompts either beside them
 * ({@code …_above_200k_tokens}) or as a list of ranges ({@code tiered_pricing}). Seen on
 * 2026-11-23.
 */
final class LiteLlmPrices {

	private static final int DIGITS_PER_MILLION = 6;

	private static final Pattern ABOVE = Pattern.compile("input_cost_per_token(_above_(\\d{1,9})k_tokens)");

	private static final long THOUSAND = 1_000;

	private LiteLlmPrices() {
	}

	static Map<String, VendorPrices> read(JsonNode root) {
		Map<String, VendorPrices> vendors = new HashMap<>();
		for (Map.Entry<String, JsonNode> entry : root.properties()) {
			String vendor = entry.getValue().path("litellm_provider").asString("");
			Price price = vendor.isEmpty() ? null : price(entry.getValue());
			if (price != null) {
				String prefix = vendor + "/";
				String model = entry.getKey().startsWith(prefix) ? entry.getKey().substring(prefix.length())
						: entry.getKey();
				vendors.computeIfAbsent(vendor, (name) -> new VendorPrices(List.of())).add(model, price);
			}
		}
		return vendors;
	}

	private static @Nullable Price price(JsonNode model) {
		JsonNode ranges = model.path("tiered_pricing");
		try {
			return ranges.isEmpty() ? price(model, above(model)) : ranged(ranges);
		}
		catch (IllegalArgumentException ex) {
			// A price out of range is as good as none.
			return null;
		}
	}

	private static List<Bound> above(JsonNode model) {
		List<Bound> bounds = new ArrayList<>();
		for (String name : model.propertyNames()) {
			Matcher matcher = ABOVE.matcher(name);
			if (matcher.matches()) {
				bounds.add(new Bound(THOUSAND * Long.parseLong(matcher.group(2)), matcher.group(1)));
			}
		}
		bounds.sort(Comparator.comparingLong(Bound::tokens).reversed());
		return bounds;
	}

	private static @Nullable Price price(JsonNode model, List<Bound> bounds) {
		Price.LongPrompt longPrompt = null;
		for (Bound bound : bounds) {
			Price price = price(model, bound.suffix(), longPrompt);
			longPrompt = (price != null) ? new Price.LongPrompt(bound.tokens(), price) : longPrompt;
		}
		return price(model, "", longPrompt);
	}

	private static @Nullable Price ranged(JsonNode ranges) {
		List<JsonNode> longestFirst = new ArrayList<>();
		ranges.forEach(longestFirst::add);
		longestFirst.sort(Comparator.comparingLong(LiteLlmPrices::start).reversed());
		Price price = null;
		Price.LongPrompt longPrompt = null;
		for (JsonNode range : longestFirst) {
			price = price(range, "", longPrompt);
			if (price == null) {
				return null;
			}
			longPrompt = new Price.LongPrompt(start(range), price);
		}
		return price;
	}

	private static long start(JsonNode range) {
		return range.path("range").path(0).asLong(0);
	}

	private static @Nullable Price price(JsonNode model, String suffix, Price.@Nullable LongPrompt longPrompt) {
		BigDecimal input = perMillion(model, "input_cost_per_token", suffix);
		BigDecimal output = perMillion(model, "output_cost_per_token", suffix);
		if (output == null && "embedding".equals(model.path("mode").asString(""))) {
			output = BigDecimal.ZERO;
		}
		if (input == null || output == null) {
			return null;
		}
		return new Price(input, output, perMillion(model, "cache_read_input_token_cost", suffix),
				perMillion(model, "cache_creation_input_token_cost", suffix),
				perMillion(model, "output_cost_per_reasoning_token", suffix), longPrompt);
	}

	private static @Nullable BigDecimal perMillion(JsonNode model, String name, String suffix) {
		BigDecimal usd = number(model.path(name + suffix));
		if (usd == null && !suffix.isEmpty()) {
			usd = number(model.path(name));
		}
		return (usd != null) ? usd.movePointRight(DIGITS_PER_MILLION) : null;
	}

	private static @Nullable BigDecimal number(JsonNode node) {
		if (node.isNumber()) {
			return node.decimalValue();
		}
		try {
			return node.isString() ? new BigDecimal(node.asString()) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * Length beyond which a prompt has other prices.
	 *
	 * @param tokens the length
	 * @param suffix the end of the names of these prices
	 */
	private record Bound(long tokens, String suffix) {
	}

}
