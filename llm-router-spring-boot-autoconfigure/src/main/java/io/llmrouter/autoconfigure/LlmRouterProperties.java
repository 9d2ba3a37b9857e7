package io.llmrouter.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;

/**
 * Configuration properties of the LLM router.
 *
 * @param providers LLM providers by name; the name is the label of the provider in
 * routes, meters and endpoints
 * @param routes routes by name; without one named 'default', all providers in order with
 * the strategy 'adaptive'
 * @param metrics measuring of calls
 * @param prices prices of models in US dollars per million tokens, by 'provider/model' or
 * 'model'; a name with a slash or a dot stands in brackets, for example
 * '[openai/gpt-4.1]'
 * @param pricesLocation file of prices in the shape of LiteLLM or genai-prices, at
 * 'classpath:' or 'file:', for models that have no price in the properties
 * @param pricesAsOf day on which the prices were right, shown beside the costs
 * @since 0.1.0
 */
@ConfigurationProperties(LlmRouterProperties.PREFIX)
public record LlmRouterProperties(@DefaultValue Map<String, Provider> providers,
		@DefaultValue Map<String, RouteProperties> routes, @DefaultValue Metrics metrics,
		@DefaultValue Map<String, PriceProperties> prices, @Nullable String pricesLocation,
		@Nullable LocalDate pricesAsOf) {

	/** Prefix of all properties of the router. */
	public static final String PREFIX = "llm.router";

	/**
	 * One provider.
	 *
	 * @param type kind of provider, which decides the wire protocol
	 * @param baseUrl address of the provider, with the version path where it has one; by
	 * default that of the type
	 * @param apiKey key of the provider
	 * @param model model to ask where a request names none
	 * @param models further models that requests and routes may name
	 * @param headers further HTTP headers of every request
	 * @param metricsEnabled whether calls of this provider are measured
	 * @param timeouts time limits of a call
	 */
	public record Provider(@Nullable String type, @Nullable String baseUrl, @Nullable String apiKey,
			@Nullable String model, @DefaultValue List<String> models, @DefaultValue Map<String, String> headers,
			@DefaultValue("true") boolean metricsEnabled, @DefaultValue Timeouts timeouts) {

		/**
		 * Return all configured models.
		 * @return the models, the one asked by default first
		 */
		public List<String> allModels() {
			List<String> all = new ArrayList<>();
			if (StringUtils.hasText(this.model)) {
				all.add(this.model);
			}
			this.models.stream().filter((name) -> !all.contains(name)).forEach(all::add);
			return List.copyOf(all);
		}

		/**
		 * Return a text without the key and the headers.
		 */
		@Override
		public String toString() {
			return "Provider[type=" + this.type + ", baseUrl=" + this.baseUrl + ", models=" + allModels() + "]";
		}

	}

	/**
	 * Time limits of one provider call; what is not set is left to the type.
	 *
	 * @param connect longest time to make a connection; 5 s for every type
	 * @param firstToken longest wait for the first content of a stream, twice as long for
	 * requests that ask for reasoning; 60 s, for 'ollama' 300 s
	 * @param idle longest wait between two chunks of a stream; 15 s for every type
	 * @param response longest wait for a whole answer that is not streamed; 120 s, for
	 * 'ollama' 300 s
	 * @param total longest time of a stream; 600 s for every type
	 */
	public record Timeouts(@Nullable Duration connect, @Nullable Duration firstToken, @Nullable Duration idle,
			@Nullable Duration response, @Nullable Duration total) {
	}

	/**
	 * One route.
	 *
	 * @param strategy order in which candidates are asked: 'adaptive', 'priority', or the
	 * name of a RoutingStrategy bean
	 * @param candidates providers to ask, each as 'provider' or 'provider/model'
	 * @param maxAttempts most provider calls in one logical call, the first included
	 * @param firstTokenTimeout longest wait for the first content of a stream while
	 * another candidate is ready
	 * @param lastFirstTokenTimeout longest wait for the first content of a stream where
	 * no other candidate is left
	 * @param reasoningFirstTokenTimeout longest wait for the first content of a stream
	 * for requests that ask for reasoning
	 * @param idleTimeout longest wait between two chunks of a stream
	 * @param timeout longest time of a logical call, all attempts together
	 */
	public record RouteProperties(@DefaultValue("adaptive") String strategy, @DefaultValue List<String> candidates,
			@DefaultValue("4") int maxAttempts, @DefaultValue("10s") Duration firstTokenTimeout,
			@DefaultValue("60s") Duration lastFirstTokenTimeout,
			@DefaultValue("120s") Duration reasoningFirstTokenTimeout, @DefaultValue("15s") Duration idleTimeout,
			@DefaultValue("600s") Duration timeout) {
	}

	/**
	 * Measuring of calls.
	 *
	 * @param enabled whether calls are measured: meters, comparison and endpoint
	 * @param minimumSamples fewest calls that succeeded or failed before a provider is
	 * ranked
	 * @param maxPairs most pairs of provider and model that are compared; the rest counts
	 * as 'other'
	 */
	public record Metrics(@DefaultValue("true") boolean enabled, @DefaultValue("20") int minimumSamples,
			@DefaultValue("200") int maxPairs) {
	}

	/**
	 * Price of a model in US dollars per million tokens.
	 *
	 * @param input price of input tokens
	 * @param output price of output tokens
	 * @param cacheRead price of input tokens read from the prompt cache; by default that
	 * of other input
	 * @param cacheWrite price of input tokens written to the prompt cache; by default
	 * that of other input
	 * @param reasoning price of output tokens spent on reasoning; by default that of
	 * other output
	 */
	public record PriceProperties(@Nullable BigDecimal input, @Nullable BigDecimal output,
			@Nullable BigDecimal cacheRead, @Nullable BigDecimal cacheWrite, @Nullable BigDecimal reasoning) {
	}

}
