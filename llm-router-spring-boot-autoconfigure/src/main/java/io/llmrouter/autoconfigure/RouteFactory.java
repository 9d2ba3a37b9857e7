package io.llmrouter.autoconfigure;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.llmrouter.autoconfigure.LlmRouterProperties.HedgingProperties;
import io.llmrouter.autoconfigure.LlmRouterProperties.RouteProperties;
import io.llmrouter.route.Hedging;
import io.llmrouter.route.Route;
import io.llmrouter.route.RouteCandidate;
import io.llmrouter.route.RouteSettings;
import io.llmrouter.route.RoutingStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Factory that turns route properties into routes, and says what is wrong where it
 * cannot.
 */
final class RouteFactory {

	private final Set<String> providers;

	private final Map<String, RoutingStrategy> strategies;

	RouteFactory(Collection<String> providers, Map<String, RoutingStrategy> strategies) {
		this.providers = new TreeSet<>(providers);
		this.strategies = new TreeMap<>(strategies);
	}

	Route create(String name, RouteProperties properties) {
		String key = LlmRouterProperties.PREFIX + ".routes." + name;
		List<RouteCandidate> candidates = properties.candidates().stream().map(RouteCandidate::of).toList();
		if (candidates.isEmpty()) {
			throw new InvalidLlmRouterConfigurationException(key + ".candidates", "is empty",
					"Name at least one provider; configured providers are " + this.providers + ".");
		}
		candidates.forEach((candidate) -> checkProvider(key, candidate));
		return new Route(name, strategy(key, properties.strategy()), candidates, settings(key, properties));
	}

	private void checkProvider(String key, RouteCandidate candidate) {
		if (!this.providers.contains(candidate.provider())) {
			throw new InvalidLlmRouterConfigurationException(key + ".candidates",
					"names provider '" + candidate.provider() + "', which is not configured",
					"Use one of the configured providers " + this.providers + ", or add '" + LlmRouterProperties.PREFIX
							+ ".providers." + candidate.provider() + "'.");
		}
	}

	private RoutingStrategy strategy(String key, String name) {
		RoutingStrategy strategy = this.strategies.get(name);
		if (strategy == null) {
			throw new InvalidLlmRouterConfigurationException(key + ".strategy", "is '" + name + "', which is unknown",
					"Use one of " + this.strategies.keySet() + ", or define a RoutingStrategy bean of that name.");
		}
		return strategy;
	}

	private static @Nullable Hedging hedging(HedgingProperties properties) {
		return properties.enabled() ? new Hedging(properties.delay()) : null;
	}

	private static RouteSettings settings(String key, RouteProperties properties) {
		try {
			return new RouteSettings(properties.maxAttempts(), properties.firstTokenTimeout(),
					properties.lastFirstTokenTimeout(), properties.reasoningFirstTokenTimeout(),
					properties.idleTimeout(), properties.timeout(), properties.midStream(), properties.chatOverStream(),
					hedging(properties.hedging()), properties.whenUnavailable());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidLlmRouterConfigurationException(key, "is invalid: " + ex.getMessage(),
					"Correct the value.");
		}
	}

}
