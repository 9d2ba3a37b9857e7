package io.llmrouter.route;

import java.util.Map;

import io.llmrouter.route.health.HealthRegistry;
import io.llmrouter.route.limit.ProviderLimiter;

/**
 * What protects candidates from calls that they cannot serve, and callers from waiting
 * for them.
 *
 * @param health the health of the candidates
 * @param limiters the limiters of those providers that have limits, by their configured
 * name
 * @since 0.1.0
 */
public record Protection(HealthRegistry health, Map<String, ProviderLimiter> limiters) {

	public Protection {
		limiters = Map.copyOf(limiters);
	}

}
