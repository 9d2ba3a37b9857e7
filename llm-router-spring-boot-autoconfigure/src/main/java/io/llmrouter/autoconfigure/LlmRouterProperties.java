package io.llmrouter.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.llmrouter.route.MidStream;
import io.llmrouter.route.RouteCandidate;
import io.llmrouter.route.WhenUnavailable;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of the LLM router.
 *
 * @param providers LLM providers by name; the name is the label of the provider in
 * routes, meters and endpoints
 * @param routes routes by name; without one named 'default', all providers in order with
 * the strategy 'adaptive'
 * @param aliases further names of models that requests may use, each with what it stands
 * for: one or more times 'provider' or 'provider/model'
 * @param health when a candidate is left alone, and when it is asked again
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
		@DefaultValue Map<String, RouteProperties> routes, @DefaultValue Map<String, List<String>> aliases,
		@DefaultValue Health health, @DefaultValue Metrics metrics, @DefaultValue Map<String, PriceProperties> prices,
		@Nullable String pricesLocation, @Nullable LocalDate pricesAsOf) {

	/** Prefix of all properties of the router. */
	public static final String PREFIX = "llm.router";

	/**
	 * One provider.
	 *
	 * @param type kind of provider, which decides the wire protocol
	 * @param bean name of the ChatModel bean that answers; 'spring-ai' only
	 * @param baseUrl address of the provider, with the version path where it has one; by
	 * default that of the type
	 * @param apiKey key of the provider; may be left out for 'ollama' and
	 * 'openai-compatible'
	 * @param apiKeys further keys of the provider; all keys are used in turn
	 * @param model model to ask where a request names none
	 * @param models further models that requests and routes may name
	 * @param embeddingModel embedding model to ask; without one the provider embeds
	 * nothing
	 * @param headers further HTTP headers of every request
	 * @param metricsEnabled whether calls of this provider are measured
	 * @param timeouts time limits of a call
	 * @param limits size limits of an answer
	 * @param rateLimits limits of requests, tokens and calls at once; a call over them
	 * goes to the next candidate
	 * @param pool connection pool
	 * @param proxy proxy on the way to the provider
	 * @param sslBundle name of the SSL bundle to trust and to identify with; by default
	 * that of Boot's HTTP clients
	 * @param compression whether answers that are not streamed may come compressed
	 * @param options what only some types know
	 */
	public record Provider(@Nullable String type, @Nullable String bean, @Nullable String baseUrl,
			@Nullable String apiKey, @DefaultValue List<String> apiKeys, @Nullable String model,
			@DefaultValue List<String> models, @Nullable String embeddingModel,
			@DefaultValue Map<String, String> headers, @DefaultValue("true") boolean metricsEnabled,
			@DefaultValue Timeouts timeouts, @DefaultValue Limits limits, @DefaultValue RateLimits rateLimits,
			@DefaultValue Pool pool, @Nullable Proxy proxy, @Nullable String sslBundle,
			@DefaultValue("false") boolean compression, @DefaultValue Options options) {

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
		 * Return a text without keys, headers and proxy.
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
	 * Size limits of one answer; one that is over them ends in an error.
	 *
	 * @param maxLine longest line of a stream
	 * @param maxEvent longest event of a stream
	 * @param maxStream longest stream
	 * @param maxBody longest answer that is not streamed, after decompression
	 */
	public record Limits(@DefaultValue("4MB") DataSize maxLine, @DefaultValue("8MB") DataSize maxEvent,
			@DefaultValue("64MB") DataSize maxStream, @DefaultValue("16MB") DataSize maxBody) {
	}

	/**
	 * Limits of one provider; what is not set is not limited.
	 *
	 * @param requestsPerMinute most requests in a minute
	 * @param tokensPerMinute most tokens in a minute, input and output together
	 * @param maxConcurrency most calls at once
	 * @param adaptiveConcurrency whether the calls at once that the provider bears are
	 * learned from its refusals, with the most calls at once as the upper bound
	 */
	public record RateLimits(@Nullable Long requestsPerMinute, @Nullable Long tokensPerMinute,
			@Nullable Integer maxConcurrency, @DefaultValue("false") boolean adaptiveConcurrency) {
	}

	/**
	 * Connection pool of one provider.
	 *
	 * @param maxConnections most connections at a time
	 * @param maxPending most calls that wait for a connection; one more fails at once
	 * @param acquireTimeout longest wait for a connection
	 * @param maxIdleTime longest time that an unused connection is kept
	 * @param maxLifeTime longest time that a connection is used; without limit by default
	 */
	public record Pool(@DefaultValue("500") int maxConnections, @DefaultValue("500") int maxPending,
			@DefaultValue("5s") Duration acquireTimeout, @DefaultValue("50s") Duration maxIdleTime,
			@Nullable Duration maxLifeTime) {
	}

	/**
	 * Proxy on the way to one provider.
	 *
	 * @param type protocol of the proxy: 'http', a tunnel made with CONNECT, or 'socks5'
	 * @param host host of the proxy
	 * @param port port of the proxy
	 * @param username user to log in as
	 * @param password password of the user
	 */
	public record Proxy(@DefaultValue("http") ProxyType type, @Nullable String host, @Nullable Integer port,
			@Nullable String username, @Nullable String password) {

		/**
		 * Return a text without user and password.
		 */
		@Override
		public String toString() {
			return "Proxy[type=" + this.type + ", host=" + this.host + ", port=" + this.port + "]";
		}

	}

	/**
	 * Protocols of a proxy.
	 */
	public enum ProxyType {

		/** HTTP tunnel, made with CONNECT also for a provider without TLS. */
		HTTP,

		/** SOCKS version 5; the proxy resolves the name of the provider. */
		SOCKS5

	}

	/**
	 * What only some types of provider know; set for another type it stops the start.
	 *
	 * @param keepAlive how long the model stays in memory after a call, forever where it
	 * is negative; 'ollama' only, by default the choice of the server
	 * @param numCtx size of the context window in tokens; 'ollama' only, by default the
	 * choice of the server
	 * @param defaultMaxOutputTokens most tokens to generate where a request sets no
	 * limit; 'anthropic' only, 4096 by default
	 */
	public record Options(@Nullable Duration keepAlive, @Nullable Integer numCtx,
			@Nullable Integer defaultMaxOutputTokens) {
	}

	/**
	 * One route.
	 *
	 * @param strategy order in which candidates are asked: 'priority', 'round-robin',
	 * 'weighted', 'least-latency', 'least-cost', 'adaptive', 'sticky', or the name of a
	 * RoutingStrategy bean
	 * @param candidates providers to ask, each written as 'provider', as
	 * 'provider/model', or in full
	 * @param maxAttempts most provider calls in one logical call, the first included
	 * @param firstTokenTimeout longest wait for the first content of a stream while
	 * another candidate is ready
	 * @param lastFirstTokenTimeout longest wait for the first content of a stream where
	 * no other candidate is left
	 * @param reasoningFirstTokenTimeout longest wait for the first content of a stream
	 * for requests that ask for reasoning
	 * @param idleTimeout longest wait between two chunks of a stream
	 * @param timeout longest time of a logical call, all attempts together
	 * @param midStream what to do when a stream breaks after content: 'resume' it where
	 * another candidate gives the same answer, or 'fail'
	 * @param chatOverStream whether a whole answer is asked for as a stream, so that
	 * silence and stalls show early
	 * @param hedging one more attempt beside a slow one
	 * @param whenUnavailable what to do when no candidate may be asked: 'fail' or
	 * 'try-anyway'
	 */
	public record RouteProperties(@DefaultValue("adaptive") String strategy, @DefaultValue List<Candidate> candidates,
			@DefaultValue("4") int maxAttempts, @DefaultValue("10s") Duration firstTokenTimeout,
			@DefaultValue("60s") Duration lastFirstTokenTimeout,
			@DefaultValue("120s") Duration reasoningFirstTokenTimeout, @DefaultValue("15s") Duration idleTimeout,
			@DefaultValue("600s") Duration timeout, @DefaultValue("resume") MidStream midStream,
			@DefaultValue("false") boolean chatOverStream, @DefaultValue HedgingProperties hedging,
			@DefaultValue("fail") WhenUnavailable whenUnavailable) {
	}

	/**
	 * One more attempt on another candidate beside one that is slow.
	 *
	 * @param enabled whether to hedge
	 * @param delay how long the first candidate may take; by default the time that 95 %
	 * of its recent calls needed, from 0.5 s to 10 s
	 */
	public record HedgingProperties(@DefaultValue("false") boolean enabled, @Nullable Duration delay) {
	}

	/**
	 * Health of candidates.
	 *
	 * @param ejection failures in a row after which a candidate is left alone
	 * @param breaker rates of failures and of slow calls from which it is left alone
	 * @param recovery how it is asked again
	 * @param panicThreshold part of the weight of a route below which candidates that
	 * were left alone may be asked too, after the others
	 */
	public record Health(@DefaultValue Ejection ejection, @DefaultValue Breaker breaker,
			@DefaultValue Recovery recovery, @DefaultValue("0.5") double panicThreshold) {
	}

	/**
	 * Failures in a row.
	 *
	 * @param consecutiveFailures failures in a row before content
	 * @param consecutiveInterruptions answers in a row that were cut after content
	 * @param time first pause, give or take a fifth; doubled each time the candidate
	 * fails again soon
	 * @param maxTime longest pause
	 */
	public record Ejection(@DefaultValue("5") int consecutiveFailures, @DefaultValue("3") int consecutiveInterruptions,
			@DefaultValue("15s") Duration time, @DefaultValue("2m") Duration maxTime) {
	}

	/**
	 * Rates of failures and of slow calls.
	 *
	 * @param window time that they look back, in whole seconds
	 * @param minimumCalls fewest calls in that time before they count
	 * @param failureRate part of the calls that failed, up to 1
	 * @param slowFirstToken time to the first content of a stream over which a call is
	 * slow; requests that ask for reasoning never are
	 * @param slowRate part of the calls that were slow, up to 1
	 */
	public record Breaker(@DefaultValue("60s") Duration window, @DefaultValue("8") int minimumCalls,
			@DefaultValue("0.5") double failureRate, @DefaultValue("15s") Duration slowFirstToken,
			@DefaultValue("0.8") double slowRate) {
	}

	/**
	 * Way back of a candidate that was left alone.
	 *
	 * @param probes calls that are let through to try it, and that must all succeed
	 * @param probeTimeout time after which a call that hangs makes room for another
	 * @param slowStart time over which it gets its full share of the calls again, from a
	 * tenth on
	 */
	public record Recovery(@DefaultValue("2") int probes, @DefaultValue("30s") Duration probeTimeout,
			@DefaultValue("30s") Duration slowStart) {
	}

	/**
	 * One candidate of a route.
	 *
	 * @param provider name of the provider
	 * @param model model to ask; by default that of the provider
	 * @param weight share of the calls, in proportion to the other weights of its tier,
	 * from 1 to 1000
	 * @param tier place in line, from 0; a higher tier is asked only where no candidate
	 * of a lower one is ready
	 */
	public record Candidate(@Nullable String provider, @Nullable String model, @DefaultValue("1") int weight,
			@DefaultValue("0") int tier) {

		/**
		 * Read a candidate that is written as text. Found by Spring's conversion.
		 * @param text 'provider' or 'provider/model'
		 * @return the candidate
		 */
		public static Candidate of(String text) {
			RouteCandidate candidate = RouteCandidate.of(text);
			return new Candidate(candidate.provider(), candidate.model(), candidate.weight(), candidate.tier());
		}

	}

	/**
	 * Measuring of calls.
	 *
	 * @param enabled whether calls are measured: meters, comparison and endpoint
	 * @param minimumSamples fewest calls that succeeded or failed before a provider is
	 * ranked
	 * @param maxPairs most pairs of provider and model that are compared; the rest counts
	 * as 'other'
	 * @param recentCalls how many of the last calls the endpoint 'llm-calls' shows
	 * @param convention whose names the meters of calls have: 'llm-router',
	 * 'opentelemetry' or 'opentelemetry-latest'
	 * @param tags tags that all meters of the router get, such as the region
	 * @param maxTagCombinations most combinations of the values that
	 * ChatCallTagsContributor beans give; the rest counts as 'other'
	 */
	public record Metrics(@DefaultValue("true") boolean enabled, @DefaultValue("20") int minimumSamples,
			@DefaultValue("200") int maxPairs, @DefaultValue("200") int recentCalls,
			@DefaultValue("llm-router") Convention convention, @DefaultValue Map<String, String> tags,
			@DefaultValue("100") int maxTagCombinations) {
	}

	/**
	 * Names of the meters of calls.
	 */
	public enum Convention {

		/** The router's own. */
		LLM_ROUTER,

		/** OpenTelemetry's semantic conventions 1.41, the last with a number. */
		OPENTELEMETRY,

		/** OpenTelemetry's repository semantic-conventions-genai. */
		OPENTELEMETRY_LATEST

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
