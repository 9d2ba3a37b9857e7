package io.llmrouter.provider.wire;

import java.net.URI;
import java.util.List;
import java.util.Map;

import io.llmrouter.provider.http.WireLimits;
import io.llmrouter.provider.http.WireTimeouts;
import org.jspecify.annotations.Nullable;

/**
 * Settings that the providers of all wires have.
 *
 * @since 0.1.0
 */
public interface WireSettings {

	/**
	 * Return the name of the provider.
	 * @return the configured name
	 */
	String name();

	/**
	 * Return the address of the provider.
	 * @return the address, with the version where the wire has one in it
	 */
	URI baseUrl();

	/**
	 * Return the keys.
	 * @return the keys, used in turn; empty where none is needed
	 */
	List<String> apiKeys();

	/**
	 * Return the configured models.
	 * @return the models, the one asked where a request names none first
	 */
	List<String> models();

	/**
	 * Return further headers of every request.
	 * @return the headers
	 */
	Map<String, String> headers();

	/**
	 * Return the time limits.
	 * @return the limits
	 */
	WireTimeouts timeouts();

	/**
	 * Return the size limits.
	 * @return the limits
	 */
	WireLimits limits();

	/**
	 * Return the keys of a provider that has one or none.
	 * @param apiKey the key, or {@code null} where none is needed
	 * @return the keys
	 */
	static List<String> keys(@Nullable String apiKey) {
		return (apiKey != null && !apiKey.isBlank()) ? List.of(apiKey) : List.of();
	}

}
