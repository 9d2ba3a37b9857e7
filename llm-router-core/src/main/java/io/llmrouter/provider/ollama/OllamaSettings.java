package io.llmrouter.provider.ollama;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.llmrouter.provider.http.WireLimits;
import io.llmrouter.provider.http.WireTimeouts;
import io.llmrouter.provider.wire.WireSettings;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one provider that speaks Ollama's protocol. The text form shows no key.
 *
 * @param name the name of the provider
 * @param baseUrl the address without path, for example {@code http://localhost:11434}
 * @param apiKeys the keys, used in turn and sent as bearer tokens; empty where none is
 * needed
 * @param models the models, the one used when a request names none first
 * @param headers further headers of every request
 * @param timeouts the time limits
 * @param limits the size limits
 * @param keepAlive how long the model stays in memory after a call, forever where it is
 * negative, or {@code null} for the server's choice
 * @param numCtx the size of the context window in tokens, at least 1, or {@code null} for
 * the server's choice
 * @since 0.1.0
 */
public record OllamaSettings(String name, URI baseUrl, List<String> apiKeys, List<String> models,
		Map<String, String> headers, WireTimeouts timeouts, WireLimits limits, @Nullable Duration keepAlive,
		@Nullable Integer numCtx) implements WireSettings {

	/** The address at which Ollama listens unless told otherwise. */
	public static final URI DEFAULT_URL = URI.create("http://localhost:11434");

	private static final String PATH = "/api/chat";

	/** Loading a large model from disk takes minutes. */
	private static final Duration LOAD_TIME = Duration.ofSeconds(300);

	public OllamaSettings {
		Objects.requireNonNull(name, "'name' must not be null");
		if (baseUrl.getHost() == null) {
			throw new IllegalArgumentException(
					"The base URL of provider '" + name + "' has no host; it must look like 'http://localhost:11434'");
		}
		if (numCtx != null && numCtx < 1) {
			throw new IllegalArgumentException("'numCtx' is " + numCtx + "; it must be at least 1");
		}
		apiKeys = List.copyOf(apiKeys);
		models = List.copyOf(models);
		headers = Map.copyOf(headers);
	}

	/**
	 * Return the settings of a server on this machine.
	 * @param name the name of the provider
	 * @param models the models, the one used when a request names none first
	 * @return the settings
	 */
	public static OllamaSettings local(String name, List<String> models) {
		return of(name, DEFAULT_URL, null, models);
	}

	/**
	 * Return the settings of a server elsewhere.
	 * @param name the name of the provider
	 * @param baseUrl the address without path
	 * @param apiKey the key, or {@code null} where none is needed
	 * @param models the models, the one used when a request names none first
	 * @return the settings
	 */
	public static OllamaSettings of(String name, URI baseUrl, @Nullable String apiKey, List<String> models) {
		return new OllamaSettings(name, baseUrl, WireSettings.keys(apiKey), models, Map.of(), defaultTimeouts(),
				WireLimits.defaults(), null, null);
	}

	/**
	 * Return the default time limits: those of {@link WireTimeouts#defaults()}, with 300
	 * s for the first content and for a whole answer, because the model may have to be
	 * loaded first.
	 * @return the limits
	 */
	public static WireTimeouts defaultTimeouts() {
		WireTimeouts common = WireTimeouts.defaults();
		return new WireTimeouts(common.connect(), LOAD_TIME, LOAD_TIME, LOAD_TIME, common.idle(), common.total());
	}

	/**
	 * Return a copy with other headers.
	 * @param newHeaders the further headers of every request
	 * @return the copy
	 */
	public OllamaSettings withHeaders(Map<String, String> newHeaders) {
		return new OllamaSettings(this.name, this.baseUrl, this.apiKeys, this.models, newHeaders, this.timeouts,
				this.limits, this.keepAlive, this.numCtx);
	}

	/**
	 * Return a copy with other time limits.
	 * @param newTimeouts the limits
	 * @return the copy
	 */
	public OllamaSettings withTimeouts(WireTimeouts newTimeouts) {
		return new OllamaSettings(this.name, this.baseUrl, this.apiKeys, this.models, this.headers, newTimeouts,
				this.limits, this.keepAlive, this.numCtx);
	}

	/**
	 * Return a copy with other size limits.
	 * @param newLimits the limits
	 * @return the copy
	 */
	public OllamaSettings withLimits(WireLimits newLimits) {
		return new OllamaSettings(this.name, this.baseUrl, this.apiKeys, this.models, this.headers, this.timeouts,
				newLimits, this.keepAlive, this.numCtx);
	}

	/**
	 * Return a copy that keeps the model in memory for another time.
	 * @param newKeepAlive how long, forever where it is negative, or {@code null} for the
	 * server's choice
	 * @return the copy
	 */
	public OllamaSettings withKeepAlive(@Nullable Duration newKeepAlive) {
		return new OllamaSettings(this.name, this.baseUrl, this.apiKeys, this.models, this.headers, this.timeouts,
				this.limits, newKeepAlive, this.numCtx);
	}

	/**
	 * Return a copy with another size of the context window.
	 * @param newNumCtx the size in tokens, or {@code null} for the server's choice
	 * @return the copy
	 */
	public OllamaSettings withNumCtx(@Nullable Integer newNumCtx) {
		return new OllamaSettings(this.name, this.baseUrl, this.apiKeys, this.models, this.headers, this.timeouts,
				this.limits, this.keepAlive, newNumCtx);
	}

	URI uri() {
		String base = this.baseUrl.toString();
		return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + PATH);
	}

	@Override
	public String toString() {
		return "OllamaSettings[name=" + this.name + ", host=" + this.baseUrl.getHost() + ", models=" + this.models
				+ "]";
	}

}
