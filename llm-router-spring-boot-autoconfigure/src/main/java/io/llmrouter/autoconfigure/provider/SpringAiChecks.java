package io.llmrouter.autoconfigure.provider;

import java.util.LinkedHashMap;
import java.util.Map;

import io.llmrouter.autoconfigure.InvalidLlmRouterConfigurationException;
import io.llmrouter.autoconfigure.LlmRouterProperties;
import io.llmrouter.autoconfigure.LlmRouterProperties.Provider;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.http.WireTimeouts;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;

/**
 * Checks of a provider that is a chat model of Spring AI: it has a connection of its own,
 * so that whatever is said about one here would be without effect.
 */
final class SpringAiChecks {

	private final String name;

	private final String key;

	private final Provider properties;

	SpringAiChecks(String name, Provider properties) {
		this.name = name;
		this.key = LlmRouterProperties.PREFIX + ".providers." + name;
		this.properties = properties;
	}

	ChatProvider provider(@Nullable SpringAiProviders providers, WireTimeouts timeouts) {
		if (providers == null) {
			throw new InvalidLlmRouterConfigurationException(this.key + ".type",
					"is '" + SpringAiProviders.TYPE + "', but Spring AI is not on the class path",
					"Add 'org.springframework.ai:spring-ai-model', or a starter of Spring AI, in version 2.");
		}
		without().forEach(this::check);
		return providers.create(this.name, this.properties.bean(), this.properties.allModels(), timeouts);
	}

	private Map<String, Boolean> without() {
		Provider nothing = new Binder().bindOrCreate("none", Provider.class);
		Map<String, Boolean> set = new LinkedHashMap<>();
		set.put("base-url", this.properties.baseUrl() != null);
		set.put("api-key", this.properties.apiKey() != null);
		set.put("api-keys", !this.properties.apiKeys().isEmpty());
		set.put("headers", !this.properties.headers().isEmpty());
		set.put("timeouts.connect", this.properties.timeouts().connect() != null);
		set.put("limits", !this.properties.limits().equals(nothing.limits()));
		set.put("pool", !this.properties.pool().equals(nothing.pool()));
		set.put("proxy", this.properties.proxy() != null);
		set.put("ssl-bundle", this.properties.sslBundle() != null);
		set.put("compression", this.properties.compression());
		set.put("options", !this.properties.options().equals(nothing.options()));
		return set;
	}

	private void check(String property, boolean set) {
		if (set) {
			throw new InvalidLlmRouterConfigurationException(this.key + "." + property,
					"is set, but type '" + SpringAiProviders.TYPE + "' does not know it",
					"Remove it, and set it up where the ChatModel bean is made.");
		}
	}

}
