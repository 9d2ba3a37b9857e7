package io.llmrouter.autoconfigure.provider;

import java.util.List;

import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.http.WireTimeouts;
import org.jspecify.annotations.Nullable;

/**
 * Factory of providers that are chat models of Spring AI, there where Spring AI is.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SpringAiProviders {

	/** Type of these providers in the configuration. */
	String TYPE = "spring-ai";

	/**
	 * Create a provider.
	 * @param name the name of the provider
	 * @param bean the name of the bean, or {@code null} where none is configured
	 * @param models the models, the one asked by default first; empty for the one that
	 * the chat model is set up for
	 * @param timeouts the time limits
	 * @return the provider
	 * @throws io.llmrouter.autoconfigure.InvalidLlmRouterConfigurationException where
	 * there is no such bean, or it is the router itself
	 */
	ChatProvider create(String name, @Nullable String bean, List<String> models, WireTimeouts timeouts);

}
