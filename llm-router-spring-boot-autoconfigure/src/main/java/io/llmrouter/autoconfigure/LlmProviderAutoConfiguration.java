package io.llmrouter.autoconfigure;

import io.llmrouter.provider.ChatProvider;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Auto-configuration for the {@link ChatProvider} and
 * {@link io.llmrouter.provider.EmbeddingProvider} beans that the properties name.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = WebClientAutoConfiguration.class)
@ConditionalOnClass({ ChatProvider.class, WebClient.class })
@EnableConfigurationProperties(LlmRouterProperties.class)
@Import(ProviderBeansRegistrar.class)
public final class LlmProviderAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ProviderFactory llmProviderFactory(ObjectProvider<WebClient.Builder> webClientBuilder) {
		return new ProviderFactory(() -> webClientBuilder.getIfAvailable(WebClient::builder));
	}

	/**
	 * Masking of keys where actuator is present.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SanitizingFunction.class)
	static class SecretsConfiguration {

		@Bean
		SanitizingFunction llmProviderSecrets() {
			return new ProviderSecrets();
		}

	}

}
