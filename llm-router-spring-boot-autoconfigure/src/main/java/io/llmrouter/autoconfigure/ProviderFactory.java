package io.llmrouter.autoconfigure;

import java.util.function.Supplier;

import io.llmrouter.provider.ChatProvider;

import org.springframework.web.reactive.function.client.WebClient;

final class ProviderFactory {

	ProviderFactory(Supplier<WebClient.Builder> webClient) {
	}

	ChatProvider create(String name, LlmRouterProperties.Provider properties) {
		throw new IllegalStateException(name);
	}

}
