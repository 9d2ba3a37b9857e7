package io.llmrouter.autoconfigure;

import java.util.List;

import io.llmrouter.actuate.LlmRouterHealthIndicator;
import io.llmrouter.alert.ProviderAlerts;
import io.llmrouter.call.TimeSource;
import io.llmrouter.route.health.HealthRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration for the {@link LlmRouterHealthIndicator}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = LlmRouterAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnBean(HealthRegistry.class)
public final class LlmRouterHealthAutoConfiguration {

	/**
	 * The indicator. A class of its own because its condition cannot be read where health
	 * indicators are missing.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnEnabledHealthIndicator("llm-router")
	static class IndicatorConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "llmRouterHealthIndicator")
		LlmRouterHealthIndicator llmRouterHealthIndicator(HealthRegistry health,
				ObjectProvider<ProviderAlerts> alerts) {
			ProviderAlerts watched = alerts.getIfAvailable();
			return new LlmRouterHealthIndicator(health, TimeSource.SYSTEM,
					(watched != null) ? watched::active : List::of);
		}

	}

}
