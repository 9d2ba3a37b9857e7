package io.llmrouter.autoconfigure.gateway;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.llmrouter.LlmRouter;
import io.llmrouter.autoconfigure.LlmRouterAutoConfiguration;
import io.llmrouter.autoconfigure.LlmRouterProperties;
import io.llmrouter.gateway.ConfiguredModelCatalog;
import io.llmrouter.gateway.EmbeddingModels;
import io.llmrouter.gateway.GatewayRoutes;
import io.llmrouter.gateway.ModelCatalog;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.EmbeddingProvider;
import io.llmrouter.route.RouteCandidate;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Auto-configuration for the endpoint that speaks OpenAI's protocol over the
 * {@link LlmRouter}, in WebFlux applications that ask for it.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = LlmRouterAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnClass(RouterFunction.class)
@ConditionalOnBooleanProperty(name = "llm.router.gateway.enabled")
@ConditionalOnBean(LlmRouter.class)
@EnableConfigurationProperties({ LlmGatewayProperties.class, LlmRouterProperties.class })
public final class LlmGatewayAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ModelCatalog llmGatewayModelCatalog(LlmRouterProperties properties, ObjectProvider<ChatProvider> providers) {
		Map<String, List<RouteCandidate>> routes = new LinkedHashMap<>();
		properties.routes().forEach((name, route) -> routes.put(name, candidates(route)));
		return new ConfiguredModelCatalog(routes, properties.aliases().keySet(), providers.orderedStream().toList());
	}

	// The router has checked that every candidate names its provider.
	private static List<RouteCandidate> candidates(LlmRouterProperties.RouteProperties route) {
		return route.candidates()
			.stream()
			.map((candidate) -> new RouteCandidate(String.valueOf(candidate.provider()), candidate.model()))
			.toList();
	}

	@Bean
	RouterFunction<ServerResponse> llmGatewayRouterFunction(LlmGatewayProperties properties, LlmRouter router,
			ModelCatalog catalog, ObjectProvider<EmbeddingProvider> embeddingProviders, Environment environment) {
		EmbeddingModels embeddings = new EmbeddingModels(embeddingProviders.orderedStream().toList());
		GatewayFactory.checkProtected(properties,
				Binder.get(environment).bind("server.address", InetAddress.class).orElse(null));
		return new GatewayRoutes(GatewayFactory.settings(properties),
				GatewayFactory.keys(properties, catalog, embeddings), router, catalog, embeddings)
			.toRouterFunction();
	}

	/**
	 * Masking of keys where actuator is present.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SanitizingFunction.class)
	static class SecretsConfiguration {

		@Bean
		SanitizingFunction llmGatewaySecrets() {
			return new GatewaySecrets();
		}

	}

}
