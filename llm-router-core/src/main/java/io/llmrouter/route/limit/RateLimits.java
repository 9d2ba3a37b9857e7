package io.llmrouter.route.limit;

import org.jspecify.annotations.Nullable;

/**
 * Limits of one provider. What is {@code null} is not limited.
 *
 * @param requestsPerMinute the most requests in a minute, at least 1
 * @param tokensPerMinute the most tokens in a minute, input and output together, at least
 * 1
 * @param maxConcurrency the most calls at once, at least 1
 * @param adaptiveConcurrency whether the calls at once that the provider bears are
 * learned from its refusals, with the above as their upper bound
 * @since 0.1.0
 */
public record RateLimits(@Nullable Long requestsPerMinute, @Nullable Long tokensPerMinute,
		@Nullable Integer maxConcurrency, boolean adaptiveConcurrency) {

	private static final RateLimits NONE = new RateLimits(null, null, null, false);

	public RateLimits {
		checkPositive("requestsPerMinute", requestsPerMinute);
		checkPositive("tokensPerMinute", tokensPerMinute);
		checkPositive("maxConcurrency", maxConcurrency);
	}

	private static void checkPositive(String name, @Nullable Number value) {
		if (value != null && value.longValue() < 1) {
			throw new IllegalArgumentException("'" + name + "' is " + value + "; it must be at least 1");
		}
	}

	/**
	 * Return limits that limit nothing.
	 * @return the limits
	 */
	public static RateLimits none() {
		return NONE;
	}

}
