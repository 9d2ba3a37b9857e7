package io.llmrouter.autoconfigure;

import io.llmrouter.cost.CallCosts;
import io.llmrouter.cost.CostEstimator;
import io.llmrouter.cost.PriceList;
import io.llmrouter.provider.ChatProvider;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ResourceLoader;

/**
 * Auto-configuration for prices and costs.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = LlmProviderAutoConfiguration.class)
@ConditionalOnBean(ChatProvider.class)
@EnableConfigurationProperties(LlmRouterProperties.class)
public final class LlmCostAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PriceList llmRouterPrices(LlmRouterProperties properties, ConfigurableEnvironment environment,
			ResourceLoader resources) {
		return new PriceFactory(properties, environment, resources).create();
	}

	@Bean
	@ConditionalOnMissingBean
	CallCosts llmRouterCosts(PriceList prices) {
		return new CallCosts(prices);
	}

	@Bean
	@ConditionalOnMissingBean
	CostEstimator llmRouterCostEstimator(CallCosts costs) {
		return new CostEstimator(costs);
	}

}
