package io.llmrouter.route.limit;

/**
 * How many calls at once a provider bears. Adaptive, the limit grows by one for each
 * round of answers while at least half of it is used, and shrinks by a tenth with each
 * refusal for want of capacity (additive increase, multiplicative decrease); refusals of
 * calls that began before the last decrease are its consequences no more, and do not
 * shrink it again. O(1) time and memory. Thread-safe.
 * <p>
 * Sources: Chiu and Jain, Analysis of the Increase and Decrease Algorithms for Congestion
 * Avoidance (1989); the AIMD limit of Netflix' concurrency-limits.
 */
final class ConcurrencyLimit {

	private static final int INITIAL = 20;

	private static final int MAX = 1_000;

	private static final double DECREASE = 0.9;

	private final boolean adaptive;

	private final int max;

	private double limit;

	private int inFlight;

	private long taken;

	private long decreasedAt;

	private ConcurrencyLimit(boolean adaptive, int initial, int max) {
		this.adaptive = adaptive;
		this.limit = initial;
		this.max = max;
	}

	static ConcurrencyLimit of(RateLimits limits) {
		Integer configured = limits.maxConcurrency();
		if (limits.adaptiveConcurrency()) {
			int max = (configured != null) ? configured : MAX;
			return new ConcurrencyLimit(true, Math.min(INITIAL, max), max);
		}
		int fixed = (configured != null) ? configured : Integer.MAX_VALUE;
		return new ConcurrencyLimit(false, fixed, fixed);
	}

	synchronized boolean isReached() {
		return this.inFlight >= (int) this.limit;
	}

	/**
	 * Take a place.
	 * @return the number of the call, or -1 where there is no place
	 */
	synchronized long tryTake() {
		if (isReached()) {
			return -1;
		}
		this.inFlight++;
		return this.taken++;
	}

	synchronized void answered() {
		if (this.adaptive && this.inFlight * 2 >= (int) this.limit) {
			this.limit = Math.min(this.max, this.limit + 1 / this.limit);
		}
	}

	synchronized void refused(long call) {
		if (this.adaptive && call >= this.decreasedAt) {
			this.limit = Math.max(1, this.limit * DECREASE);
			this.decreasedAt = this.taken;
		}
	}

	synchronized void giveBack() {
		this.inFlight--;
	}

	synchronized int limit() {
		return (int) this.limit;
	}

	synchronized int inFlight() {
		return this.inFlight;
	}

}
