package io.llmrouter.autoconfigure;

import io.llmrouter.actuate.LlmCallsEndpoint;
import io.llmrouter.actuate.RecentCalls;
import io.llmrouter.call.CallObserver;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration for the {@link LlmCallsEndpoint}. Where the endpoint is not exposed,
 * no call is remembered.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = LlmRouterMetricsAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(CallObserver.class)
public final class LlmCallsEndpointAutoConfiguration {

	/**
	 * Endpoint, its path and its memory. A class of its own because the condition of an
	 * available endpoint cannot be read where actuator is missing.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnAvailableEndpoint(LlmCallsEndpoint.class)
	static class EndpointConfiguration {

		private static final EndpointId ID = EndpointId.of("llmCalls");

		@Bean
		@ConditionalOnMissingBean
		RecentCalls llmRouterRecentCalls(LlmRouterProperties properties) {
			return new RecentCalls(properties.metrics().recentCalls());
		}

		@Bean
		@ConditionalOnMissingBean
		LlmCallsEndpoint llmCallsEndpoint(RecentCalls calls) {
			return new LlmCallsEndpoint(calls);
		}

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		PathMapper llmCallsPathMapper() {
			return (endpointId) -> ID.equals(endpointId) ? "llm-calls" : null;
		}

	}

}
