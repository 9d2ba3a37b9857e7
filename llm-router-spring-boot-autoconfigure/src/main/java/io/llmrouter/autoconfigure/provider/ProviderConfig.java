package io.llmrouter.autoconfigure.provider;

import java.net.URI;
import java.util.List;
import java.util.Map;

import io.llmrouter.autoconfigure.LlmRouterProperties.Options;
import io.llmrouter.provider.http.WireLimits;
import io.llmrouter.provider.http.WireTimeouts;

/**
 * Checked configuration of one provider, the same for every wire.
 *
 * @param name the name of the provider
 * @param baseUrl the address
 * @param apiKeys the keys, used in turn; empty where none is needed
 * @param models the models, the one asked by default first
 * @param headers further headers of every request
 * @param timeouts the time limits
 * @param limits the size limits
 * @param options what only some types know
 */
record ProviderConfig(String name, URI baseUrl, List<String> apiKeys, List<String> models, Map<String, String> headers,
		WireTimeouts timeouts, WireLimits limits, Options options) {

	@Override
	public String toString() {
		return "ProviderConfig[name=" + this.name + ", models=" + this.models + "]";
	}

}
