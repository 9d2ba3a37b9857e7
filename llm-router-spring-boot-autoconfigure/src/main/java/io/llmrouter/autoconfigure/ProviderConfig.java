package io.llmrouter.autoconfigure;

import java.net.URI;
import java.util.List;
import java.util.Map;

import io.llmrouter.provider.http.WireTimeouts;
import org.jspecify.annotations.Nullable;

/**
 * Checked configuration of one provider, the same for every wire.
 *
 * @param name the name of the provider
 * @param baseUrl the address
 * @param apiKey the key, or {@code null} where none is needed
 * @param models the models, the one asked by default first
 * @param headers further headers of every request
 * @param timeouts the time limits
 */
record ProviderConfig(String name, URI baseUrl, @Nullable String apiKey, List<String> models,
		Map<String, String> headers, WireTimeouts timeouts) {

	@Override
	public String toString() {
		return "ProviderConfig[name=" + this.name + ", models=" + this.models + "]";
	}

}
