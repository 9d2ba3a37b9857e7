package io.llmrouter.autoconfigure.springai;

import java.util.TreeSet;
import java.util.stream.Collectors;

import io.llmrouter.LlmRouter;
import io.llmrouter.autoconfigure.LlmRouterAutoConfiguration;
import io.llmrouter.autoconfigure.LlmRouterProperties;
import io.llmrouter.autoconfigure.provider.SpringAiProviders;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.route.Route;
import io.llmrouter.route.limit.ProviderLimiters;
import io.llmrouter.springai.ModelNames;
import io.llmrouter.springai.RouterChatModel;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Primary;

/**
 * Auto-configuration for the bridge to Spring AI: its {@link ChatModel} beans as
 * providers, and the {@link LlmRouter} as a {@link ChatModel} bean.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = LlmRouterAutoConfiguration.class)
@ConditionalOnClass(ChatModel.class)
@EnableConfigurationProperties({ LlmSpringAiProperties.class, LlmRouterProperties.class })
public final class LlmSpringAiAutoConfiguration {

	private static final String CHAT_MODEL = "llmRouterChatModel";

	@Bean
	@ConditionalOnMissingBean
	SpringAiProviders llmSpringAiProviders(ListableBeanFactory beans, ObjectProvider<ProviderLimiters> limiters) {
		return new ChatModelProviders(beans, limiters::getIfAvailable);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(LlmRouter.class)
	ModelNames llmRouterModelNames(LlmRouterProperties properties, ObjectProvider<ChatProvider> providers) {
		TreeSet<String> routes = new TreeSet<>(properties.routes().keySet());
		routes.add(Route.DEFAULT);
		return new ModelNames(routes, providers.stream().map(ChatProvider::name).collect(Collectors.toSet()));
	}

	/**
	 * Chat model that stands back where the application has one of its own.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(LlmRouter.class)
	@ConditionalOnBooleanProperty(name = "llm.router.spring-ai.primary", havingValue = false, matchIfMissing = true)
	static class FallbackConfiguration {

		@Bean(CHAT_MODEL)
		@ConditionalOnMissingBean(name = CHAT_MODEL)
		@Fallback
		RouterChatModel llmRouterChatModel(LlmRouter router, ModelNames names) {
			return new RouterChatModel(router, names);
		}

	}

	/**
	 * Chat model that comes before all others.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(LlmRouter.class)
	@ConditionalOnBooleanProperty(name = "llm.router.spring-ai.primary")
	static class PrimaryConfiguration {

		@Bean(CHAT_MODEL)
		@ConditionalOnMissingBean(name = CHAT_MODEL)
		@Primary
		RouterChatModel llmRouterChatModel(LlmRouter router, ModelNames names) {
			return new RouterChatModel(router, names);
		}

	}

}
