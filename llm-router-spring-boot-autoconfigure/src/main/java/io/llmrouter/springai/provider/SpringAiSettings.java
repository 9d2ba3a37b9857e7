package io.llmrouter.springai.provider;

import java.util.List;
import java.util.Objects;

import io.llmrouter.provider.http.WireTimeouts;

/**
 * Settings of a chat model of Spring AI as a provider.
 *
 * @param name the configured name of the provider
 * @param bean the name of the bean, for messages
 * @param models the models, the one asked by default first; empty for the one that the
 * chat model is set up for
 * @param timeouts the time limits; the one to connect is that of the chat model itself
 * @since 0.1.0
 */
public record SpringAiSettings(String name, String bean, List<String> models, WireTimeouts timeouts) {

	public SpringAiSettings {
		Objects.requireNonNull(name, "'name' must not be null");
		Objects.requireNonNull(bean, "'bean' must not be null");
		models = List.copyOf(models);
		Objects.requireNonNull(timeouts, "'timeouts' must not be null");
	}

}
