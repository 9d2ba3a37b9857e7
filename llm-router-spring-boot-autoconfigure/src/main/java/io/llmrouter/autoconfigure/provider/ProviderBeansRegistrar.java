package io.llmrouter.autoconfigure.provider;

import io.llmrouter.autoconfigure.LlmRouterProperties;
import io.llmrouter.provider.ChatProvider;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Registrar of one {@link ChatProvider} bean per configured provider. The bean of
 * provider {@code x} is named {@code xChatProvider}.
 */
class ProviderBeansRegistrar implements BeanRegistrar {

	@Override
	public void register(BeanRegistry registry, Environment environment) {
		LlmRouterProperties properties = Binder.get(environment)
			.bindOrCreate(LlmRouterProperties.PREFIX, LlmRouterProperties.class);
		properties.providers().forEach((name, provider) -> register(registry, name, provider));
	}

	private void register(BeanRegistry registry, String name, LlmRouterProperties.Provider provider) {
		registry.registerBean(name + "ChatProvider", ChatProvider.class,
				(spec) -> spec.description("LLM provider '" + name + "'")
					.supplier((context) -> context.bean(ProviderFactory.class).create(name, provider)));
	}

}
