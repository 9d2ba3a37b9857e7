package io.llmrouter.autoconfigure.provider;

import io.llmrouter.autoconfigure.LlmRouterProperties;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.EmbeddingProvider;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Registrar of the beans of every configured provider {@code x}: a {@link ChatProvider}
 * named {@code xChatProvider}, unless the provider names an embedding model and no other;
 * and an {@link EmbeddingProvider} named {@code xEmbeddingProvider} where it names an
 * embedding model.
 */
class ProviderBeansRegistrar implements BeanRegistrar {

	@Override
	public void register(BeanRegistry registry, Environment environment) {
		LlmRouterProperties properties = Binder.get(environment)
			.bindOrCreate(LlmRouterProperties.PREFIX, LlmRouterProperties.class);
		properties.providers().forEach((name, provider) -> register(registry, name, provider));
	}

	private void register(BeanRegistry registry, String name, LlmRouterProperties.Provider provider) {
		String embeddingModel = provider.embeddingModel();
		boolean embeds = StringUtils.hasText(embeddingModel);
		if (!embeds || !provider.allModels().isEmpty()) {
			registry.registerBean(name + "ChatProvider", ChatProvider.class,
					(spec) -> spec.description("LLM provider '" + name + "'")
						.supplier((context) -> context.bean(ProviderFactory.class).create(name, provider)));
		}
		if (embeds) {
			registry.registerBean(name + "EmbeddingProvider", EmbeddingProvider.class,
					(spec) -> spec.description("Embeddings of LLM provider '" + name + "'")
						.supplier((context) -> context.bean(ProviderFactory.class)
							.createEmbeddings(name, String.valueOf(embeddingModel), provider)));
		}
	}

}
