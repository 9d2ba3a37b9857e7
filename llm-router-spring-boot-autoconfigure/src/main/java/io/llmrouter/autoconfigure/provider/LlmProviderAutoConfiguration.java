package io.llmrouter.autoconfigure.provider;

import io.llmrouter.autoconfigure.LlmCostAutoConfiguration;
import io.llmrouter.autoconfigure.LlmRouterAutoConfiguration;
import io.llmrouter.autoconfigure.LlmRouterMetricsAutoConfiguration;
import io.llmrouter.autoconfigure.LlmRouterProperties;
import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.EmbeddingProvider;
import io.llmrouter.route.limit.LocalRateLimitStore;
import io.llmrouter.route.limit.ProviderLimiters;
import io.llmrouter.route.limit.RateLimitStore;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Auto-configuration for the {@link ChatProvider} and {@link EmbeddingProvider} beans
 * that the properties name.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = WebClientAutoConfiguration.class,
		before = { LlmCostAutoConfiguration.class, LlmRouterAutoConfiguration.class,
				LlmRouterMetricsAutoConfiguration.class })
@ConditionalOnClass({ ChatProvider.class, WebClient.class })
@EnableConfigurationProperties(LlmRouterProperties.class)
@Import(ProviderBeansRegistrar.class)
public final class LlmProviderAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ProviderHttpClients llmProviderHttpClients(ObjectProvider<WebClient.Builder> webClientBuilder,
			ObjectProvider<SslBundles> bundles, ObjectProvider<HttpClientSettings> settings) {
		HttpClientSettings common = settings.getIfAvailable(HttpClientSettings::defaults);
		return new ProviderHttpClients(() -> webClientBuilder.getIfAvailable(WebClient::builder),
				bundles.getIfAvailable(DefaultSslBundleRegistry::new), common.sslBundle());
	}

	@Bean
	@ConditionalOnMissingBean
	ProviderLimiters llmProviderLimiters(LlmRouterProperties properties, ObjectProvider<RateLimitStore> store) {
		return new ProviderLimiters(RateLimitChecks.limits(properties),
				store.getIfAvailable(() -> new LocalRateLimitStore(TimeSource.SYSTEM)));
	}

	@Bean
	@ConditionalOnMissingBean
	ProviderFactory llmProviderFactory(ProviderHttpClients clients, ProviderLimiters limiters,
			ObjectProvider<SpringAiProviders> springAi) {
		return new ProviderFactory(clients, limiters, springAi::getIfAvailable);
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
