package io.llmrouter.route.health;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

import io.llmrouter.call.TimeSource;
import org.jspecify.annotations.Nullable;

/**
 * Circuit of one candidate. It opens on failures in a row before content, on answers in a
 * row cut after content, and on the rates of its {@link RateBreaker}; stays open for a
 * pause that grows each time it opens again soon; then lets a few probes through, of
 * which one failure opens it again and as many successes as there are probes close it.
 * <p>
 * A verdict counts only in the state in which its call began: answers of calls from
 * before the circuit opened neither close it nor open it again. Only calls that were let
 * through an open circuit for want of another candidate count while it is open, and only
 * for it. Thread-safe; O(1) time and memory.
 * <p>
 * Sources: outlier detection of Envoy and of gRPC (A50), without their success rates,
 * which say nothing with a handful of candidates.
 */
final class Circuit {

	private static final double LEAST_SHARE = 0.1;

	private final HealthSettings settings;

	private final TimeSource time;

	private final RateBreaker breaker;

	private final GrowingPause pauses;

	private final List<HealthPermit> probes;

	private final AtomicReference<@Nullable Change> untold = new AtomicReference<>();

	// Written under the lock, last of all; read without it.
	private volatile CircuitState state = CircuitState.CLOSED;

	private volatile boolean recovering;

	// Raised before the state changes; read before it where there is no lock.
	private volatile long epoch;

	private long openUntilNanos;

	private long recoveredAtNanos;

	private int failuresInRow;

	private volatile int interruptionsInRow;

	Circuit(CandidateName candidate, HealthSettings settings, TimeSource time, RandomGenerator random) {
		this.settings = settings;
		this.time = time;
		this.breaker = new RateBreaker(candidate.toString(), settings, time);
		this.pauses = new GrowingPause(settings.ejection().time(), settings.ejection().maxTime(), random);
		this.probes = new ArrayList<>(settings.recovery().probes());
	}

	CircuitState state() {
		return this.state;
	}

	/**
	 * Ask for a call. Without a lock while the circuit is closed, which it nearly always
	 * is: a state that changes at the same moment makes the permit one of an earlier
	 * epoch.
	 * @param owner whose circuit this is
	 * @return the permission, or {@code null} where no call is let through
	 */
	@Nullable HealthPermit tryAcquire(CandidateHealth owner) {
		long known = this.epoch;
		if (this.state == CircuitState.CLOSED) {
			return new HealthPermit(owner, known, this.time.nanoTime(), false);
		}
		return tryAcquireLocked(owner);
	}

	private synchronized @Nullable HealthPermit tryAcquireLocked(CandidateHealth owner) {
		long now = this.time.nanoTime();
		if (this.state == CircuitState.CLOSED) {
			return new HealthPermit(owner, this.epoch, now, false);
		}
		if (openNanos(now) > 0) {
			return null;
		}
		if (this.state == CircuitState.OPEN) {
			this.breaker.halfOpen();
			follow(now);
		}
		dropHungProbes(now);
		if (!this.breaker.tryProbe()) {
			return null;
		}
		HealthPermit probe = new HealthPermit(owner, this.epoch, now, true);
		this.probes.add(probe);
		return probe;
	}

	synchronized HealthPermit acquire(CandidateHealth owner) {
		HealthPermit permit = tryAcquire(owner);
		return (permit != null) ? permit : new HealthPermit(owner, this.epoch, this.time.nanoTime(), false);
	}

	// A hung probe must not keep the circuit half-open for as long as it hangs.
	private void dropHungProbes(long now) {
		long timeout = this.settings.recovery().probeTimeout().toNanos();
		for (int i = this.probes.size() - 1; i >= 0; i--) {
			if (now - this.probes.get(i).startNanos() >= timeout) {
				this.probes.remove(i);
				this.breaker.releaseProbe();
			}
		}
	}

	/**
	 * Return whether a probe could be made now.
	 * @return whether it could, if the circuit is half-open; else {@code true}
	 */
	synchronized boolean hasRoom() {
		if (this.state != CircuitState.HALF_OPEN) {
			return true;
		}
		dropHungProbes(this.time.nanoTime());
		boolean room = this.breaker.tryProbe();
		if (room) {
			this.breaker.releaseProbe();
		}
		return room;
	}

	/**
	 * Return how long no call is let through.
	 * @return nanoseconds, 0 where calls or probes are
	 */
	long openNanos() {
		return (this.state == CircuitState.OPEN) ? openNanosLocked() : 0;
	}

	private synchronized long openNanosLocked() {
		return openNanos(this.time.nanoTime());
	}

	private long openNanos(long now) {
		return (this.state == CircuitState.OPEN) ? Math.max(0, this.openUntilNanos - now) : 0;
	}

	/**
	 * Return the share of its usual calls that the candidate should get.
	 * @return 1, but from a tenth rising to 1 over the slow start after the circuit
	 * closed
	 */
	double share() {
		return this.recovering ? shareLocked() : 1;
	}

	private synchronized double shareLocked() {
		if (this.state != CircuitState.CLOSED) {
			return 1;
		}
		double elapsed = this.time.nanoTime() - this.recoveredAtNanos;
		double full = Math.max(1, this.settings.recovery().slowStart().toNanos());
		return Math.max(LEAST_SHARE, Math.min(1, elapsed / full));
	}

	synchronized void firstContent(HealthPermit permit, long latencyNanos) {
		if (isTold(permit)) {
			return;
		}
		long now = this.time.nanoTime();
		if (this.state == CircuitState.OPEN) {
			this.breaker.halfOpen();
			follow(now);
		}
		this.probes.remove(permit);
		this.failuresInRow = 0;
		this.breaker.succeeded(latencyNanos);
		follow(now);
		endSlowStart(now);
	}

	private void endSlowStart(long now) {
		long slowStart = this.settings.recovery().slowStart().toNanos();
		if (this.recovering && this.state == CircuitState.CLOSED && now - this.recoveredAtNanos >= slowStart) {
			this.recovering = false;
			this.pauses.reset();
		}
	}

	void succeeded(HealthPermit permit) {
		if (!permit.end()) {
			return;
		}
		if (!permit.isJudged()) {
			firstContent(permit, 0);
		}
		if (this.interruptionsInRow > 0) {
			forgetInterruptions();
		}
	}

	private synchronized void forgetInterruptions() {
		this.interruptionsInRow = 0;
	}

	/**
	 * Take note of a failure.
	 * @param permit the call
	 * @param verdict what it says of the candidate
	 * @return whether the call was not over before
	 */
	synchronized boolean failed(HealthPermit permit, HealthVerdict verdict) {
		if (!permit.end()) {
			return false;
		}
		if (verdict == HealthVerdict.NEUTRAL) {
			release(permit);
		}
		else if (permit.isJudged()) {
			interrupted(permit);
		}
		else if (!isTold(permit)) {
			this.probes.remove(permit);
			count();
			follow(this.time.nanoTime());
		}
		return true;
	}

	private void count() {
		if (this.state == CircuitState.HALF_OPEN) {
			this.breaker.open();
		}
		else if (this.state == CircuitState.CLOSED) {
			this.breaker.failed();
			openAfter(++this.failuresInRow, this.settings.ejection().consecutiveFailures());
		}
	}

	// A long answer may be cut when the state has changed since: it counts all the same.
	private void interrupted(HealthPermit permit) {
		if (this.state == CircuitState.CLOSED) {
			this.interruptionsInRow += 1;
			openAfter(this.interruptionsInRow, this.settings.ejection().consecutiveInterruptions());
		}
		else if (this.state == CircuitState.HALF_OPEN && permit.epoch() == this.epoch) {
			this.breaker.open();
		}
		follow(this.time.nanoTime());
	}

	private void openAfter(int count, int threshold) {
		if (count >= threshold && this.breaker.state() == CircuitState.CLOSED) {
			this.breaker.open();
		}
	}

	synchronized void cancelled(HealthPermit permit) {
		if (permit.end()) {
			release(permit);
		}
	}

	private void release(HealthPermit permit) {
		if (!isTold(permit) && this.probes.remove(permit)) {
			this.breaker.releaseProbe();
		}
	}

	// Takes the verdict away from the permit; that of an earlier state says nothing.
	private boolean isTold(HealthPermit permit) {
		boolean told = permit.isJudged();
		permit.judge();
		return told || permit.epoch() != this.epoch;
	}

	private void follow(long now) {
		CircuitState next = this.breaker.state();
		if (next == this.state) {
			return;
		}
		this.epoch++;
		this.probes.clear();
		this.failuresInRow = 0;
		this.interruptionsInRow = 0;
		long pauseNanos = 0;
		if (next == CircuitState.OPEN) {
			pauseNanos = this.pauses.nextNanos();
			this.openUntilNanos = now + pauseNanos;
			this.recovering = true;
		}
		else if (next == CircuitState.CLOSED) {
			this.recoveredAtNanos = now;
		}
		this.state = next;
		this.untold.set(new Change(next, pauseNanos));
	}

	/**
	 * Return the latest change of state, once.
	 * @return the change, or {@code null} where it was returned before
	 */
	@Nullable Change change() {
		return (this.untold.getPlain() != null) ? this.untold.getAndSet(null) : null;
	}

	/**
	 * Change of state.
	 *
	 * @param state the new state
	 * @param pauseNanos how long an open circuit stays so
	 */
	record Change(CircuitState state, long pauseNanos) {
	}

}
