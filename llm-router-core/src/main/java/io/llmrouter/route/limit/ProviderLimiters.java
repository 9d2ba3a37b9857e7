package io.llmrouter.route.limit;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Limiters of those providers that have limits. Immutable; what the limiters count is
 * shared by all who use them.
 *
 * @since 0.1.0
 */
public final class ProviderLimiters {

	private static final ProviderLimiters NONE = new ProviderLimiters(Map.of());

	private final Map<String, ProviderLimiter> limiters;

	private ProviderLimiters(Map<String, ProviderLimiter> limiters) {
		this.limiters = limiters;
	}

	/**
	 * Create limiters.
	 * @param limits the limits, by the name of the provider
	 * @param store where the limits per minute are counted
	 */
	public ProviderLimiters(Map<String, RateLimits> limits, RateLimitStore store) {
		this.limiters = new LinkedHashMap<>();
		limits.forEach((provider, limit) -> this.limiters.put(provider, new ProviderLimiter(provider, limit, store)));
	}

	/**
	 * Return limiters that limit nobody.
	 * @return the limiters
	 */
	public static ProviderLimiters none() {
		return NONE;
	}

	/**
	 * Return the limiter of a provider.
	 * @param provider the name of the provider
	 * @return its limiter, or {@code null} where it has no limits
	 */
	public @Nullable ProviderLimiter of(String provider) {
		return this.limiters.get(provider);
	}

}
