package io.llmrouter.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.llmrouter.autoconfigure.LlmRouterProperties.Candidate;
import io.llmrouter.autoconfigure.LlmRouterProperties.HedgingProperties;
import io.llmrouter.autoconfigure.LlmRouterProperties.RouteProperties;
import io.llmrouter.route.Hedging;
import io.llmrouter.route.Route;
import io.llmrouter.route.RouteCandidate;
import io.llmrouter.route.RouteSettings;
import io.llmrouter.route.RoutingStrategy;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Factory that turns properties into routes and aliases, and says what is wrong where it
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
		List<Candidate> configured = properties.candidates();
		if (configured.isEmpty()) {
			throw empty(key + ".candidates");
		}
		List<RouteCandidate> candidates = new ArrayList<>();
		for (int i = 0; i < configured.size(); i++) {
			candidates.add(candidate(key + ".candidates", i, configured.get(i)));
		}
		return new Route(name, strategy(key, properties.strategy()), candidates, settings(key, properties));
	}

	RouteCandidate[] alias(String name, List<String> targets) {
		String key = LlmRouterProperties.PREFIX + ".aliases." + name;
		if (targets.isEmpty()) {
			throw empty(key);
		}
		List<RouteCandidate> candidates = targets.stream().map(RouteCandidate::of).toList();
		candidates.forEach((candidate) -> checkProvider(key, candidate));
		return candidates.toArray(RouteCandidate[]::new);
	}

	private InvalidLlmRouterConfigurationException empty(String key) {
		return new InvalidLlmRouterConfigurationException(key, "is empty",
				"Name at least one provider; configured providers are " + this.providers + ".");
	}

	private RouteCandidate candidate(String key, int index, Candidate properties) {
		String ownKey = key + "[" + index + "]";
		if (!StringUtils.hasText(properties.provider())) {
			throw new InvalidLlmRouterConfigurationException(ownKey + ".provider", "is missing",
					"Name one of the configured providers " + this.providers + ".");
		}
		RouteCandidate candidate = new RouteCandidate(properties.provider(), properties.model());
		checkProvider(key, candidate);
		try {
			return candidate.withWeight(properties.weight()).withTier(properties.tier());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidLlmRouterConfigurationException(ownKey, "is invalid: " + ex.getMessage(),
					"Correct the value.");
		}
	}

	private void checkProvider(String key, RouteCandidate candidate) {
		if (!this.providers.contains(candidate.provider())) {
			throw new InvalidLlmRouterConfigurationException(key,
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
