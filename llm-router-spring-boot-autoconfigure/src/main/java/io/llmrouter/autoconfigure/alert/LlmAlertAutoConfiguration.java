package io.llmrouter.autoconfigure.alert;

import java.util.Set;
import java.util.stream.Collectors;

import io.llmrouter.alert.AlertSettings;
import io.llmrouter.alert.ProviderAlerts;
import io.llmrouter.autoconfigure.LlmRouterMetricsAutoConfiguration;
import io.llmrouter.autoconfigure.LlmRouterProperties;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.stats.LlmMetrics;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for {@link ProviderAlerts}, which are application events.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = LlmRouterMetricsAutoConfiguration.class)
@ConditionalOnBean(LlmMetrics.class)
@EnableConfigurationProperties({ LlmAlertProperties.class, LlmRouterProperties.class })
public final class LlmAlertAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ProviderAlerts llmRouterAlerts(LlmMetrics metrics, LlmAlertProperties properties, LlmRouterProperties router,
			ObjectProvider<ChatProvider> providers, ApplicationEventPublisher publisher) {
		AlertSettings settings = AlertFactory.settings(properties, measured(providers, router));
		return new ProviderAlerts(metrics, settings, publisher::publishEvent);
	}

	private static Set<String> measured(ObjectProvider<ChatProvider> providers, LlmRouterProperties router) {
		return providers.stream().map(ChatProvider::name).filter((name) -> {
			LlmRouterProperties.Provider configured = router.providers().get(name);
			return configured == null || configured.metricsEnabled();
		}).collect(Collectors.toSet());
	}

	// One thread, and no more than one look that waits for it.
	@Bean
	AlertTimer llmRouterAlertTimer(ProviderAlerts alerts, LlmAlertProperties properties) {
		return new AlertTimer(alerts, AlertFactory.interval(properties),
				() -> Schedulers.newBoundedElastic(1, 1, "llm-router-alerts", 60, true));
	}

}
