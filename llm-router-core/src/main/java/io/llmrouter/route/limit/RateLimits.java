package io.llmrouter.route.limit;

import org.jspecify.annotations.Nullable;

/**
 * Limits of one provider. What is {@code null} is not limited.
 *
 * @param requestsPerMinute the most requests in a minute, from 1 to
 * {@link #MAX_PER_MINUTE}
 * @param tokensPerMinute the most tokens in a minute, input and output together, from 1
 * to {@link #MAX_PER_MINUTE}
 * @param maxConcurrency the most calls at once, at least 1
 * @param adaptiveConcurrency whether the calls at once that the provider bears are
 * learned from its refusals, with the above as their upper bound
 * @since 0.1.0
 */
public record RateLimits(@Nullable Long requestsPerMinute, @Nullable Long tokensPerMinute,
		@Nullable Integer maxConcurrency, boolean adaptiveConcurrency) {

	/**
	 * The highest limit per minute: one in a nanosecond, more than which buckets cannot
	 * count.
	 */
	public static final long MAX_PER_MINUTE = 60_000_000_000L;

	private static final RateLimits NONE = new RateLimits(null, null, null, false);

	public RateLimits {
		checkPositive("requestsPerMinute", requestsPerMinute);
		checkRate("requestsPerMinute", requestsPerMinute);
		checkPositive("tokensPerMinute", tokensPerMinute);
		checkRate("tokensPerMinute", tokensPerMinute);
		checkPositive("maxConcurrency", maxConcurrency);
	}

	private static void checkPositive(String name, @Nullable Number value) {
		if (value != null && value.longValue() < 1) {
			throw new IllegalArgumentException("'" + name + "' is " + value + "; it must be at least 1");
		}
	}

	private static void checkRate(String name, @Nullable Long value) {
		if (value != null && value > MAX_PER_MINUTE) {
			throw new IllegalArgumentException("'" + name + "' is " + value + "; it must be at most " + MAX_PER_MINUTE);
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
