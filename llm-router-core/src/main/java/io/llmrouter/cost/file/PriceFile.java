package io.llmrouter.cost.file;

import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.llmrouter.cost.Price;
import io.llmrouter.cost.PriceList;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prices of a file in the shape of LiteLLM's {@code model_prices_and_context_window.json}
 * or of genai-prices' {@code data_slim.json}, version 2. Both tell vendors apart, so a
 * price is only found for a provider whose vendor is known: a server of one's own that
 * happens to have a model of the same name has no price. Immutable; entries that cannot
 * be read have no price.
 * <p>
 * Batch, audio, picture and search prices are left out. Where genai-prices has prices by
 * date, the latest that has begun counts; prices by time of day are left out.
 *
 * @since 0.1.0
 */
public final class PriceFile implements PriceList {

	private static final int LARGEST_BYTES = 32 * 1024 * 1024;

	// The names of the vendors in both files, by the type of provider as it is
	// configured.
	private static final Map<String, List<String>> VENDORS = Map.of("gemini", List.of("gemini", "google"),
			"azure-openai", List.of("azure"), "xai", List.of("xai", "x-ai"), "zhipu", List.of("zai", "zhipuai"));

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private final Map<String, VendorPrices> vendors;

	private final Map<String, String> types;

	private final @Nullable LocalDate asOf;

	private PriceFile(Map<String, VendorPrices> vendors, Map<String, String> types, @Nullable LocalDate asOf) {
		this.vendors = vendors;
		this.types = types;
		this.asOf = asOf;
	}

	/**
	 * Read a file. Blocks.
	 * @param file the file, of at most 32 MiB; it is not closed
	 * @param types the type of each provider by its name, for example {@code openai}; a
	 * provider that is missing is its own vendor
	 * @param today the day whose prices count
	 * @param asOf the day on which the prices were right, or {@code null} where it is not
	 * known
	 * @return the prices
	 * @throws IOException if it cannot be read
	 * @throws IllegalArgumentException if it is no JSON, or has neither shape, or no
	 * price
	 */
	public static PriceFile read(InputStream file, Map<String, String> types, LocalDate today, @Nullable LocalDate asOf)
			throws IOException {
		byte[] bytes = file.readNBytes(LARGEST_BYTES + 1);
		if (bytes.length > LARGEST_BYTES) {
			throw new IllegalArgumentException("The file has more than 32 MiB");
		}
		Map<String, VendorPrices> vendors = vendors(parsed(bytes), today);
		if (vendors.isEmpty()) {
			throw new IllegalArgumentException(
					"The file has no price in the shape of LiteLLM's model_prices_and_context_window.json"
							+ " or of genai-prices' data_slim.json");
		}
		return new PriceFile(vendors, Map.copyOf(types), asOf);
	}

	private static JsonNode parsed(byte[] bytes) {
		try {
			return MAPPER.readTree(bytes);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("The file is no JSON", ex);
		}
	}

	private static Map<String, VendorPrices> vendors(JsonNode root, LocalDate today) {
		if (root.isArray()) {
			return GenAiPrices.read(root, today);
		}
		return root.isObject() ? LiteLlmPrices.read(root) : Map.of();
	}

	@Override
	public @Nullable Price find(String provider, String model) {
		String type = this.types.getOrDefault(provider, provider);
		for (String vendor : VENDORS.getOrDefault(type, List.of(type))) {
			Price price = find(vendor, model, new HashSet<>());
			if (price != null) {
				return price;
			}
		}
		return null;
	}

	private @Nullable Price find(String vendor, String model, Set<String> asked) {
		VendorPrices prices = this.vendors.get(vendor);
		if (prices == null || !asked.add(vendor)) {
			return null;
		}
		Price price = prices.find(model);
		for (int index = 0; price == null && index < prices.fallbacks().size(); index++) {
			price = find(prices.fallbacks().get(index), model, asked);
		}
		return price;
	}

	@Override
	public @Nullable LocalDate asOf() {
		return this.asOf;
	}

}
