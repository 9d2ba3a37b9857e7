package io.llmrouter.provider.gemini;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.llmrouter.provider.http.WireLimits;
import io.llmrouter.provider.http.WireTimeouts;
import io.llmrouter.provider.wire.WireSettings;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one provider that speaks the Gemini protocol. The text form shows no key.
 *
 * @param name the name of the provider
 * @param baseUrl the address up to the version, for example
 * {@code https://generativelanguage.googleapis.com/v1beta}
 * @param apiKeys the keys, used in turn and sent as a header, never in the address; empty
 * where none is needed
 * @param models the models, the one used when a request names none first; with or without
 * {@code models/} in front
 * @param headers further headers of every request
 * @param timeouts the time limits
 * @param limits the size limits
 * @since 0.1.0
 */
public record GeminiSettings(String name, URI baseUrl, List<String> apiKeys, List<String> models,
		Map<String, String> headers, WireTimeouts timeouts, WireLimits limits) implements WireSettings {

	/** The address of Google's own API. */
	public static final URI GEMINI_URL = URI.create("https://generativelanguage.googleapis.com/v1beta");

	public GeminiSettings {
		Objects.requireNonNull(name, "'name' must not be null");
		if (baseUrl.getHost() == null) {
			throw new IllegalArgumentException(
					"The base URL of provider '" + name + "' has no host; it must look like '" + GEMINI_URL + "'");
		}
		apiKeys = List.copyOf(apiKeys);
		models = List.copyOf(models);
		headers = Map.copyOf(headers);
	}

	/**
	 * Return the settings of Google's own API.
	 * @param name the name of the provider
	 * @param apiKey the key
	 * @param models the models, the one used when a request names none first
	 * @return the settings
	 */
	public static GeminiSettings gemini(String name, String apiKey, List<String> models) {
		return compatible(name, GEMINI_URL, apiKey, models);
	}

	/**
	 * Return the settings of a gateway with the same API.
	 * @param name the name of the provider
	 * @param baseUrl the address up to the version
	 * @param apiKey the key, or {@code null} where none is needed
	 * @param models the models, the one used when a request names none first
	 * @return the settings
	 */
	public static GeminiSettings compatible(String name, URI baseUrl, @Nullable String apiKey, List<String> models) {
		return new GeminiSettings(name, baseUrl, WireSettings.keys(apiKey), models, Map.of(), WireTimeouts.defaults(),
				WireLimits.defaults());
	}

	/**
	 * Return a copy with further headers.
	 * @param newHeaders the headers
	 * @return the copy
	 */
	public GeminiSettings withHeaders(Map<String, String> newHeaders) {
		return new GeminiSettings(this.name, this.baseUrl, this.apiKeys, this.models, newHeaders, this.timeouts,
				this.limits);
	}

	/**
	 * Return a copy with other time limits.
	 * @param newTimeouts the limits
	 * @return the copy
	 */
	public GeminiSettings withTimeouts(WireTimeouts newTimeouts) {
		return new GeminiSettings(this.name, this.baseUrl, this.apiKeys, this.models, this.headers, newTimeouts,
				this.limits);
	}

	/**
	 * Return a copy with other size limits.
	 * @param newLimits the limits
	 * @return the copy
	 */
	public GeminiSettings withLimits(WireLimits newLimits) {
		return new GeminiSettings(this.name, this.baseUrl, this.apiKeys, this.models, this.headers, this.timeouts,
				newLimits);
	}

	/**
	 * Return the whole address of a call. Base URL and path are joined with one slash; a
	 * query of the base URL stays behind the path.
	 * @param model the model
	 * @param stream whether the answer shall come in pieces
	 * @return the address
	 */
	URI uri(GeminiModel model, boolean stream) {
		String base = this.baseUrl.toString();
		int query = base.indexOf('?');
		String front = (query >= 0) ? base.substring(0, query) : base;
		String trimmed = front.endsWith("/") ? front.substring(0, front.length() - 1) : front;
		String path = trimmed + "/" + model.path() + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
		if (query < 0) {
			return URI.create(path);
		}
		return URI.create(path + (stream ? "&" : "?") + base.substring(query + 1));
	}

	@Override
	public String toString() {
		return "GeminiSettings[name=" + this.name + ", host=" + this.baseUrl.getHost() + ", models=" + this.models
				+ "]";
	}

}
