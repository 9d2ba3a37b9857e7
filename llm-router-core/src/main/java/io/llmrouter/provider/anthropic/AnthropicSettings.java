package io.llmrouter.provider.anthropic;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.llmrouter.provider.http.HttpCall;
import io.llmrouter.provider.http.WireLimits;
import io.llmrouter.provider.http.WireTimeouts;
import io.llmrouter.provider.wire.WireSettings;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one provider that speaks Anthropic's protocol. The text form shows no key.
 *
 * @param name the name of the provider
 * @param baseUrl the address up to the version, for example
 * {@code https://api.anthropic.com/v1}
 * @param apiKeys the keys, used in turn; empty where none is needed
 * @param models the models, the one used when a request names none first
 * @param headers further headers of every request; {@code anthropic-version} among them
 * replaces {@value #DEFAULT_VERSION}
 * @param timeouts the time limits
 * @param limits the size limits
 * @param defaultMaxTokens the most tokens to generate where a request sets no limit,
 * which the protocol requires, at least 1
 * @since 0.1.0
 */
public record AnthropicSettings(String name, URI baseUrl, List<String> apiKeys, List<String> models,
		Map<String, String> headers, WireTimeouts timeouts, WireLimits limits,
		int defaultMaxTokens) implements WireSettings {

	/** The address of Anthropic itself. */
	public static final URI ANTHROPIC_URL = URI.create("https://api.anthropic.com/v1");

	/** The version of the protocol that is spoken here. */
	public static final String DEFAULT_VERSION = "2023-06-01";

	/** The most tokens to generate where neither request nor settings set a limit. */
	public static final int DEFAULT_MAX_TOKENS = 4096;

	private static final String PATH = "/messages";

	public AnthropicSettings {
		Objects.requireNonNull(name, "'name' must not be null");
		if (baseUrl.getHost() == null) {
			throw new IllegalArgumentException(
					"The base URL of provider '" + name + "' has no host; it must look like '" + ANTHROPIC_URL + "'");
		}
		if (defaultMaxTokens < 1) {
			throw new IllegalArgumentException("The default of max tokens of provider '" + name + "' is "
					+ defaultMaxTokens + "; it must be at least 1");
		}
		apiKeys = List.copyOf(apiKeys);
		models = List.copyOf(models);
		headers = Map.copyOf(headers);
	}

	/**
	 * Return the settings of Anthropic itself.
	 * @param name the name of the provider
	 * @param apiKey the key
	 * @param models the models, the one used when a request names none first
	 * @return the settings
	 */
	public static AnthropicSettings anthropic(String name, String apiKey, List<String> models) {
		return compatible(name, ANTHROPIC_URL, apiKey, models);
	}

	/**
	 * Return the settings of a provider with a compatible API.
	 * @param name the name of the provider
	 * @param baseUrl the address up to the version
	 * @param apiKey the key, or {@code null} where none is needed
	 * @param models the models, the one used when a request names none first
	 * @return the settings
	 */
	public static AnthropicSettings compatible(String name, URI baseUrl, @Nullable String apiKey, List<String> models) {
		return new AnthropicSettings(name, baseUrl, WireSettings.keys(apiKey), models, Map.of(),
				WireTimeouts.defaults(), WireLimits.defaults(), DEFAULT_MAX_TOKENS);
	}

	/**
	 * Return a copy with other headers.
	 * @param newHeaders the headers
	 * @return the copy
	 */
	public AnthropicSettings withHeaders(Map<String, String> newHeaders) {
		return new AnthropicSettings(this.name, this.baseUrl, this.apiKeys, this.models, newHeaders, this.timeouts,
				this.limits, this.defaultMaxTokens);
	}

	/**
	 * Return a copy with other time limits.
	 * @param newTimeouts the limits
	 * @return the copy
	 */
	public AnthropicSettings withTimeouts(WireTimeouts newTimeouts) {
		return new AnthropicSettings(this.name, this.baseUrl, this.apiKeys, this.models, this.headers, newTimeouts,
				this.limits, this.defaultMaxTokens);
	}

	/**
	 * Return a copy with other size limits.
	 * @param newLimits the limits
	 * @return the copy
	 */
	public AnthropicSettings withLimits(WireLimits newLimits) {
		return new AnthropicSettings(this.name, this.baseUrl, this.apiKeys, this.models, this.headers, this.timeouts,
				newLimits, this.defaultMaxTokens);
	}

	/**
	 * Return a copy with another default limit of the answer.
	 * @param newDefault the most tokens to generate where a request sets no limit, at
	 * least 1
	 * @return the copy
	 */
	public AnthropicSettings withDefaultMaxTokens(int newDefault) {
		return new AnthropicSettings(this.name, this.baseUrl, this.apiKeys, this.models, this.headers, this.timeouts,
				this.limits, newDefault);
	}

	URI uri() {
		return HttpCall.join(this.baseUrl, PATH);
	}

	@Override
	public String toString() {
		return "AnthropicSettings[name=" + this.name + ", host=" + this.baseUrl.getHost() + ", models=" + this.models
				+ "]";
	}

}
