package io.llmrouter.autoconfigure;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import io.llmrouter.LlmRouter;
import io.llmrouter.LlmRouterBuilder;
import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.route.CostFunction;
import io.llmrouter.route.RoutedRequestListener;
import io.llmrouter.route.RoutingStrategy;
import io.llmrouter.route.health.HealthRegistry;
import io.llmrouter.route.limit.ProviderLimiters;
import io.llmrouter.route.strategy.AdaptiveStrategy;
import io.llmrouter.route.strategy.LeastCostStrategy;
import io.llmrouter.route.strategy.LeastLatencyStrategy;
import io.llmrouter.route.strategy.PriorityStrategy;
import io.llmrouter.route.strategy.RoundRobinStrategy;
import io.llmrouter.route.strategy.StickyStrategy;
import io.llmrouter.route.strategy.WeightedStrategy;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the {@link LlmRouter} over all {@link ChatProvider} beans.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnBean(ChatProvider.class)
@EnableConfigurationProperties(LlmRouterProperties.class)
public final class LlmRouterAutoConfiguration {

	// A router of the user's keeps what it needs by itself.
	@Bean
	@ConditionalOnMissingBean({ LlmRouter.class, HealthRegistry.class })
	HealthRegistry llmRouterHealthRegistry(LlmRouterProperties properties) {
		return new HealthRegistry(HealthFactory.create(properties.health()), TimeSource.SYSTEM,
				() -> ThreadLocalRandom.current().nextLong());
	}

	@Bean
	@ConditionalOnMissingBean
	LlmRouter llmRouter(LlmRouterProperties properties, ObjectProvider<ChatProvider> providers,
			Map<String, RoutingStrategy> strategies, ObjectProvider<RoutedRequestListener> listeners,
			HealthRegistry health, ObjectProvider<ProviderLimiters> limiters, ObjectProvider<CostFunction> costs) {
		LlmRouterBuilder builder = LlmRouter.builder().health(health);
		limiters.ifAvailable(builder::limiters);
		costs.ifAvailable(builder::costs);
		Collection<ChatProvider> all = providers.orderedStream().toList();
		checkNames(all);
		all.forEach(builder::provider);
		RouteFactory routes = new RouteFactory(all.stream().map(ChatProvider::name).toList(), withBuiltIn(strategies));
		properties.routes().forEach((name, route) -> builder.route(routes.create(name, route)));
		properties.aliases().forEach((name, targets) -> builder.alias(name, routes.alias(name, targets)));
		listeners.orderedStream().forEach(builder::listener);
		return builder.build();
	}

	private static void checkNames(Collection<ChatProvider> providers) {
		Map<String, ChatProvider> byName = new HashMap<>();
		for (ChatProvider provider : providers) {
			if (byName.put(provider.name(), provider) != null) {
				throw new InvalidLlmRouterConfigurationException(
						LlmRouterProperties.PREFIX + ".providers." + provider.name(),
						"is the name of two ChatProvider beans", "Rename one of them; names must differ.");
			}
		}
	}

	private static Map<String, RoutingStrategy> withBuiltIn(Map<String, RoutingStrategy> beans) {
		Map<String, RoutingStrategy> all = new HashMap<>();
		all.put("priority", new PriorityStrategy());
		all.put("round-robin", new RoundRobinStrategy());
		all.put("weighted", new WeightedStrategy());
		all.put("least-latency", new LeastLatencyStrategy());
		all.put("least-cost", new LeastCostStrategy());
		all.put("adaptive", new AdaptiveStrategy());
		all.put("sticky", new StickyStrategy());
		all.putAll(beans);
		return all;
	}

}
