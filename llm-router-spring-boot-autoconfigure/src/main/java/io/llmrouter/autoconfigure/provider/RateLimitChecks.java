package io.llmrouter.autoconfigure.provider;

import java.util.LinkedHashMap;
import java.util.Map;

import io.llmrouter.autoconfigure.InvalidLlmRouterConfigurationException;
import io.llmrouter.autoconfigure.LlmRouterProperties;
import io.llmrouter.route.limit.RateLimits;
import org.jspecify.annotations.Nullable;

/**
 * Checks of the limits of providers.
 */
final class RateLimitChecks {

	private RateLimitChecks() {
	}

	static Map<String, RateLimits> limits(LlmRouterProperties properties) {
		Map<String, RateLimits> limits = new LinkedHashMap<>();
		properties.providers().forEach((name, provider) -> {
			RateLimits checked = checked(name, provider.rateLimits());
			if (!checked.equals(RateLimits.none())) {
				limits.put(name, checked);
			}
		});
		return limits;
	}

	private static RateLimits checked(String name, LlmRouterProperties.RateLimits properties) {
		String key = LlmRouterProperties.PREFIX + ".providers." + name + ".rate-limits.";
		rate(key + "requests-per-minute", properties.requestsPerMinute());
		rate(key + "tokens-per-minute", properties.tokensPerMinute());
		atLeastOne(key + "max-concurrency", properties.maxConcurrency());
		return new RateLimits(properties.requestsPerMinute(), properties.tokensPerMinute(), properties.maxConcurrency(),
				properties.adaptiveConcurrency());
	}

	private static void rate(String key, @Nullable Long value) {
		atLeastOne(key, value);
		if (value != null && value > RateLimits.MAX_PER_MINUTE) {
			throw new InvalidLlmRouterConfigurationException(key, "is '" + value + "'",
					"Set it to at most " + RateLimits.MAX_PER_MINUTE + ", or leave it out for no limit.");
		}
	}

	private static void atLeastOne(String key, @Nullable Number value) {
		if (value != null && value.longValue() < 1) {
			throw new InvalidLlmRouterConfigurationException(key, "is '" + value + "'",
					"Set it to at least 1, or leave it out for no limit.");
		}
	}

}
