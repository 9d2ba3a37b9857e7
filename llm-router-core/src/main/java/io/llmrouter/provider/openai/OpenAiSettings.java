package io.llmrouter.provider.openai;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.llmrouter.provider.http.HttpCall;
import io.llmrouter.provider.http.WireLimits;
import io.llmrouter.provider.http.WireTimeouts;
import io.llmrouter.provider.wire.WireSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.UriUtils;

/**
 * Settings of one provider that speaks OpenAI's protocol. The text form shows no key.
 *
 * @param name the name of the provider
 * @param baseUrl the address up to the version, for example
 * {@code https://api.openai.com/v1}
 * @param path the path after the base URL, in which {@code {model}} stands for the model
 * @param apiKeys the keys, used in turn; empty where none is needed
 * @param models the models, the one used when a request names none first
 * @param headers further headers of every request
 * @param timeouts the time limits
 * @param limits the size limits
 * @param quirks the dialect
 * @since 0.1.0
 */
public record OpenAiSettings(String name, URI baseUrl, String path, List<String> apiKeys, List<String> models,
		Map<String, String> headers, WireTimeouts timeouts, WireLimits limits,
		OpenAiQuirks quirks) implements WireSettings {

	/** The path that nearly all providers use. */
	public static final String DEFAULT_PATH = "/chat/completions";

	/** The path of embeddings that nearly all providers use. */
	public static final String EMBEDDINGS_PATH = "/embeddings";

	/** The address of OpenAI itself. */
	public static final URI OPENAI_URL = URI.create("https://api.openai.com/v1");

	private static final String MODEL = "{model}";

	public OpenAiSettings {
		Objects.requireNonNull(name, "'name' must not be null");
		if (baseUrl.getHost() == null) {
			throw new IllegalArgumentException("The base URL of provider '" + name
					+ "' has no host; it must look like 'https://api.openai.com/v1'");
		}
		apiKeys = List.copyOf(apiKeys);
		models = List.copyOf(models);
		headers = Map.copyOf(headers);
	}

	/**
	 * Return the settings of OpenAI itself.
	 * @param name the name of the provider
	 * @param apiKey the key
	 * @param models the models, the one used when a request names none first
	 * @return the settings
	 */
	public static OpenAiSettings openAi(String name, String apiKey, List<String> models) {
		return new OpenAiSettings(name, OPENAI_URL, DEFAULT_PATH, WireSettings.keys(apiKey), models, Map.of(),
				WireTimeouts.defaults(), WireLimits.defaults(), OpenAiQuirks.openAi());
	}

	/**
	 * Return the settings of a provider with a compatible API.
	 * @param name the name of the provider
	 * @param baseUrl the address up to the version
	 * @param apiKey the key, or {@code null} where none is needed
	 * @param models the models, the one used when a request names none first
	 * @return the settings
	 */
	public static OpenAiSettings compatible(String name, URI baseUrl, @Nullable String apiKey, List<String> models) {
		return new OpenAiSettings(name, baseUrl, DEFAULT_PATH, WireSettings.keys(apiKey), models, Map.of(),
				WireTimeouts.defaults(), WireLimits.defaults(), OpenAiQuirks.compatible());
	}

	/**
	 * Return a copy with another path.
	 * @param newPath the path after the base URL, in which {@code {model}} stands for the
	 * model
	 * @return the copy
	 */
	public OpenAiSettings withPath(String newPath) {
		return new OpenAiSettings(this.name, this.baseUrl, newPath, this.apiKeys, this.models, this.headers,
				this.timeouts, this.limits, this.quirks);
	}

	/**
	 * Return a copy with other time limits.
	 * @param newTimeouts the limits
	 * @return the copy
	 */
	public OpenAiSettings withTimeouts(WireTimeouts newTimeouts) {
		return new OpenAiSettings(this.name, this.baseUrl, this.path, this.apiKeys, this.models, this.headers,
				newTimeouts, this.limits, this.quirks);
	}

	/**
	 * Return a copy with other size limits.
	 * @param newLimits the limits
	 * @return the copy
	 */
	public OpenAiSettings withLimits(WireLimits newLimits) {
		return new OpenAiSettings(this.name, this.baseUrl, this.path, this.apiKeys, this.models, this.headers,
				this.timeouts, newLimits, this.quirks);
	}

	/**
	 * Return a copy of another dialect.
	 * @param newQuirks the dialect
	 * @return the copy
	 */
	public OpenAiSettings withQuirks(OpenAiQuirks newQuirks) {
		return new OpenAiSettings(this.name, this.baseUrl, this.path, this.apiKeys, this.models, this.headers,
				this.timeouts, this.limits, newQuirks);
	}

	// Joining takes longer than the rest of what a call prepares, and most have one
	// address.
	boolean isUriOfEveryModel() {
		return !this.path.contains(MODEL);
	}

	/**
	 * Return the whole address. Base URL and path are joined as they are, with one slash;
	 * a query of the base URL stays behind the path.
	 * @param model the model, which takes the place of {@code {model}} in the path
	 * @return the address
	 */
	URI uri(String model) {
		return HttpCall.join(this.baseUrl, this.path.replace(MODEL, UriUtils.encode(model, StandardCharsets.UTF_8)));
	}

	@Override
	public String toString() {
		return "OpenAiSettings[name=" + this.name + ", host=" + this.baseUrl.getHost() + ", models=" + this.models
				+ "]";
	}

}
