package io.llmrouter.route;

import io.llmrouter.route.health.HealthRegistry;
import io.llmrouter.route.limit.ProviderLimiters;

/**
 * What protects candidates from calls that they cannot serve, and callers from waiting
 * for them.
 *
 * @param health the health of the candidates
 * @param limiters the limiters of their providers
 * @since 0.1.0
 */
public record Protection(HealthRegistry health, ProviderLimiters limiters) {
}
