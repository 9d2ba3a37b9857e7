package io.llmrouter.route.health;

import java.util.concurrent.atomic.AtomicBoolean;

import io.llmrouter.provider.ErrorType;

/**
 * Permission for one call of a candidate, and the way its verdict is told: first
 * {@link #firstContent}, where content came, then exactly one of {@link #succeeded},
 * {@link #failed} and {@link #cancelled}; further ones are ignored. Thread-safe.
 *
 * @since 0.1.0
 */
public final class HealthPermit {

	private final CandidateHealth health;

	private final long epoch;

	private final long startNanos;

	private final boolean probe;

	// Written under the lock of the circuit.
	private volatile boolean judged;

	private final AtomicBoolean ended = new AtomicBoolean();

	HealthPermit(CandidateHealth health, long epoch, long startNanos, boolean probe) {
		this.health = health;
		this.epoch = epoch;
		this.startNanos = startNanos;
		this.probe = probe;
	}

	/**
	 * Tell that content came: the candidate works.
	 * @param latencyNanos the time it took, or 0 where it is not to be judged, as that of
	 * a whole answer or of reasoning
	 */
	public void firstContent(long latencyNanos) {
		this.health.firstContent(this, latencyNanos);
	}

	/**
	 * Tell that the answer is complete.
	 */
	public void succeeded() {
		this.health.succeeded(this);
	}

	/**
	 * Tell that the call failed.
	 * @param type the reason
	 */
	public void failed(ErrorType type) {
		this.health.failed(this, type);
	}

	/**
	 * Tell that the caller went away, which says nothing of the candidate.
	 */
	public void cancelled() {
		this.health.cancelled(this);
	}

	/**
	 * Return whether this call is one of the few that a half-open circuit lets through.
	 * @return whether it is
	 */
	public boolean isProbe() {
		return this.probe;
	}

	long epoch() {
		return this.epoch;
	}

	long startNanos() {
		return this.startNanos;
	}

	boolean isJudged() {
		return this.judged;
	}

	void judge() {
		this.judged = true;
	}

	boolean end() {
		return this.ended.compareAndSet(false, true);
	}

}
