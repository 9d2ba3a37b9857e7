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

	private static final double PER_REQUEST = 0.1;

	private static final double PER_SECOND = 1;

	private static final double MAX = 60;

	private final TimeSource time;

	private double balance = MAX;

	private long stampNanos;

	RetryBudget(TimeSource time) {
		this.time = time;
		this.stampNanos = time.nanoTime();
	}

	synchronized void requestStarted() {
		refill(PER_REQUEST);
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
		this.balance = Math.min(MAX, this.balance + deposit + seconds * PER_SECOND);
	}

}
