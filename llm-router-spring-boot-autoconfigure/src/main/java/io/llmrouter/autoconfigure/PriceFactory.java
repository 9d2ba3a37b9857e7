package io.llmrouter.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

import io.llmrouter.autoconfigure.LlmRouterProperties.PriceProperties;
import io.llmrouter.cost.Price;
import io.llmrouter.cost.PriceList;
import io.llmrouter.cost.PriceTable;
import io.llmrouter.cost.file.PriceFile;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/**
 * Factory that turns price properties and a price file into prices, and says what is
 * wrong where it cannot. Nothing is fetched: a file is on the class path or the disk.
 */
final class PriceFactory {

	private static final String KEY = LlmRouterProperties.PREFIX + ".prices";

	private static final String BRACKETS = "A name with a dot or a slash stands in brackets and quotes, for example"
			+ " '\"[openai/gpt-4.1]\": { input: 2, output: 8 }'.";

	private static final Pattern UNREADABLE = Pattern.compile(Pattern.quote(KEY) + "\\.[^\\[]*[./][^\\[]*\\.[^.\\[]*");

	private final LlmRouterProperties properties;

	private final ConfigurableEnvironment environment;

	private final ResourceLoader resources;

	PriceFactory(LlmRouterProperties properties, ConfigurableEnvironment environment, ResourceLoader resources) {
		this.properties = properties;
		this.environment = environment;
		this.resources = resources;
	}

	PriceList create() {
		checkNames();
		Map<String, Price> prices = new HashMap<>();
		this.properties.prices().forEach((name, price) -> prices.put(name, price(name, price)));
		LocalDate asOf = this.properties.pricesAsOf();
		PriceTable table = new PriceTable(prices, asOf);
		String location = this.properties.pricesLocation();
		return (location != null) ? table.orElse(file(location, asOf)) : table;
	}

	private Price price(String name, PriceProperties price) {
		String key = KEY + "." + name;
		try {
			return new Price(required(key + ".input", price.input()), required(key + ".output", price.output()),
					price.cacheRead(), price.cacheWrite(), price.reasoning(), null);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidLlmRouterConfigurationException(key, "is no price: " + ex.getMessage(),
					"Set it to US dollars per million tokens.");
		}
	}

	private static BigDecimal required(String key, @Nullable BigDecimal usd) {
		if (usd == null) {
			throw new InvalidLlmRouterConfigurationException(key, "is missing",
					"Set it to US dollars per million tokens, 0 where they are free. " + BRACKETS);
		}
		return usd;
	}

	// Without brackets the binder drops a name with a slash or a dot, and the price would
	// be for nobody.
	private void checkNames() {
		for (PropertySource<?> source : this.environment.getPropertySources()) {
			if (source instanceof EnumerablePropertySource<?> enumerable) {
				Arrays.stream(enumerable.getPropertyNames()).forEach(PriceFactory::checkName);
			}
		}
	}

	private static void checkName(String property) {
		if (UNREADABLE.matcher(property).matches()) {
			throw new InvalidLlmRouterConfigurationException(property, "names a model without brackets", BRACKETS);
		}
	}

	private PriceFile file(String location, @Nullable LocalDate asOf) {
		String key = LlmRouterProperties.PREFIX + ".prices-location";
		if (!location.startsWith("classpath:") && !location.startsWith("file:")) {
			throw new InvalidLlmRouterConfigurationException(key, "is '" + location + "', which is not allowed",
					"Use a location that starts with 'classpath:' or 'file:'; prices are never fetched.");
		}
		Resource resource = this.resources.getResource(location);
		try (InputStream file = resource.getInputStream()) {
			return PriceFile.read(file, types(), LocalDate.now(), asOf);
		}
		catch (IOException ex) {
			throw new InvalidLlmRouterConfigurationException(key, "is '" + location + "', which cannot be read",
					"Set it to a file that exists.");
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidLlmRouterConfigurationException(key,
					"is '" + location + "', which is no price file: " + ex.getMessage(),
					"Set it to a copy of LiteLLM's model_prices_and_context_window.json or of genai-prices'"
							+ " data_slim.json.");
		}
	}

	private Map<String, String> types() {
		Map<String, String> types = new HashMap<>();
		this.properties.providers().forEach((name, provider) -> {
			if (provider.type() != null) {
				types.put(name, provider.type());
			}
		});
		return types;
	}

}
