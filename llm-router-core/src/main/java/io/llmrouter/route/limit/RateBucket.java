package io.llmrouter.route.limit;

/**
 * Bucket that holds a minute's allowance and fills up continuously, which is how
 * providers count. Thread-safe; no method blocks.
 *
 * @since 0.1.0
 */
public interface RateBucket {

	/**
	 * Take an amount, where it is there.
	 * @param amount how much, at least 1 and at most a minute's allowance
	 * @return whether it was taken
	 */
	boolean tryTake(long amount);

	/**
	 * Return how long it will take until an amount is there.
	 * @param amount how much, as above
	 * @return nanoseconds, 0 where it is there now
	 */
	long nanosUntil(long amount);

	/**
	 * Correct an amount that was taken on an estimate.
	 * @param difference what to take in addition, even where it is not there; negative
	 * for what to give back
	 */
	void settle(long difference);

	/**
	 * Reconcile with the provider, which knows of what others took.
	 * @param remaining what is left by its count, at least 0; more than is left by ours
	 * changes nothing
	 */
	void atMost(long remaining);

}
