package io.llmrouter.autoconfigure;

import java.math.BigDecimal;

import io.llmrouter.call.ModelLabels;
import io.llmrouter.cost.CallCosts;
import io.llmrouter.cost.CostEstimator;
import io.llmrouter.cost.PriceList;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.route.CostFunction;

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
@AutoConfiguration
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

	@Bean
	@ConditionalOnMissingBean
	CostFunction llmRouterCostFunction(CostEstimator estimator) {
		return (provider, model, request) -> {
			BigDecimal usd = estimator.estimateUsd(provider, (model != null) ? model : ModelLabels.DEFAULT, request);
			return (usd != null) ? usd.doubleValue() : Double.NaN;
		};
	}

}
