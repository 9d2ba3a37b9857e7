package io.llmrouter.route;

import io.llmrouter.call.TimeSource;

/**
 * Allowance of attempts beyond the first, shared by all calls of a router: one tenth of
 * the requests plus one a second, so that a failing provider is not buried under retries
 * and a rarely used application can still fall back. Unused allowance is kept up to 60
 * attempts. O(1) time and memory. Thread-safe.
 * <p>
 * Source: the retry budget of Finagle.
 */
final class RetryBudget {

	private static final double MAX = 60;

	private static final double MAX_HEDGES = 10;

	private final TimeSource time;

	private final double perRequest;

	private final double perSecond;

	private final double max;

	private double balance;

	private long stampNanos;

	private RetryBudget(TimeSource time, double perRequest, double perSecond, double max, double balance) {
		this.time = time;
		this.perRequest = perRequest;
		this.perSecond = perSecond;
		this.max = max;
		this.balance = balance;
		this.stampNanos = time.nanoTime();
	}

	static RetryBudget ofAttempts(TimeSource time) {
		return new RetryBudget(time, 0.1, 1, MAX, MAX);
	}

	/**
	 * Create the allowance of hedges, which comes on top: one in twenty requests.
	 * @param time the source of time
	 * @return the allowance
	 */
	static RetryBudget ofHedges(TimeSource time) {
		return new RetryBudget(time, 0.05, 0, MAX_HEDGES, 1);
	}

	synchronized void requestStarted() {
		refill(this.perRequest);
	}

	/**
	 * Take one attempt from the allowance.
	 * @return whether it was there
	 */
	synchronized boolean tryWithdraw() {
		refill(0);
		if (this.balance < 1) {
			return false;
		}
		this.balance--;
		return true;
	}

	/**
	 * Give back what was taken for an attempt that was not made.
	 */
	synchronized void giveBack() {
		refill(1);
	}

	private void refill(double deposit) {
		long now = this.time.nanoTime();
		double seconds = Math.max(0, now - this.stampNanos) / 1e9;
		this.stampNanos = now;
		this.balance = Math.min(this.max, this.balance + deposit + seconds * this.perSecond);
	}

}
