package io.llmrouter.autoconfigure;

import io.llmrouter.actuate.LlmMetricsEndpoint;
import io.llmrouter.stats.LlmMetrics;

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
 * Auto-configuration for the {@link LlmMetricsEndpoint}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = LlmRouterMetricsAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(LlmMetrics.class)
public final class LlmMetricsEndpointAutoConfiguration {

	/**
	 * Endpoint and its path. A class of its own because the condition of an available
	 * endpoint cannot be read where actuator is missing.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnAvailableEndpoint(LlmMetricsEndpoint.class)
	static class EndpointConfiguration {

		private static final EndpointId ID = EndpointId.of("llmMetrics");

		@Bean
		@ConditionalOnMissingBean
		LlmMetricsEndpoint llmMetricsEndpoint(LlmMetrics metrics) {
			return new LlmMetricsEndpoint(metrics);
		}

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		PathMapper llmMetricsPathMapper() {
			return (endpointId) -> ID.equals(endpointId) ? "llm-metrics" : null;
		}

	}

}
