package io.llmrouter.route.limit;

/**
 * Store of what is left of the limits per minute. Ours keeps it in the process; one that
 * is shared by several instances of an application can take its place. Implementations
 * are thread-safe and answer at once: one whose state is elsewhere answers from a view of
 * its own, which it reconciles behind.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RateLimitStore {

	/**
	 * Return the bucket of a limit.
	 * @param key the name of the limit, one of a set that the configuration bounds
	 * @param perMinute how much it allows in a minute
	 * @return the bucket; full where it is new
	 */
	RateBucket bucket(String key, long perMinute);

}
