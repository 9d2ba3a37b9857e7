package io.llmrouter.route;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.llmrouter.call.TimeSource;

/**
 * What the router itself remembers of one candidate: calls in flight, recent latency,
 * failures in a row, and the time before which it must not be asked. Never read from
 * meters or statistics. Thread-safe; constant memory.
 * <p>
 * Five health failures in a row eject the candidate for 15 s, doubled with each further
 * ejection up to 2 min; one success takes it back. A cool-down is what the provider
 * itself asked for; of two, the later end counts.
 */
final class CandidateState {

	private static final int EJECT_AFTER = 5;

	private static final long EJECT_NANOS = Duration.ofSeconds(15).toNanos();

	private static final int MAX_DOUBLINGS = 3;

	private static final double FAILURE_SECONDS = 5;

	private final TimeSource time;

	private final Latency firstToken = new Latency();

	private final Latency wholeAnswer = new Latency();

	private final AtomicInteger inFlight = new AtomicInteger();

	private int failuresInRow;

	private int ejections;

	private long ejectedUntilNanos;

	private long coolUntilNanos;

	CandidateState(TimeSource time) {
		this.time = time;
		this.ejectedUntilNanos = time.nanoTime();
		this.coolUntilNanos = this.ejectedUntilNanos;
	}

	void started(boolean stream) {
		this.inFlight.incrementAndGet();
		latency(stream).waiting().incrementAndGet();
	}

	/**
	 * Take note of the end of a call.
	 * @param stream whether it was a stream
	 * @param unanswered whether its first content never came
	 */
	void ended(boolean stream, boolean unanswered) {
		this.inFlight.decrementAndGet();
		if (unanswered) {
			latency(stream).waiting().decrementAndGet();
		}
	}

	int inFlight() {
		return this.inFlight.get();
	}

	synchronized void succeeded(boolean stream, long durationNanos) {
		this.failuresInRow = 0;
		this.ejections = 0;
		latency(stream).waiting().decrementAndGet();
		latency(stream).observe(durationNanos / 1e9, this.time.nanoTime());
	}

	synchronized void failed(boolean stream) {
		long now = this.time.nanoTime();
		double known = latency(stream).peak().seconds(now);
		latency(stream).observe(Double.isNaN(known) ? FAILURE_SECONDS : Math.max(2 * known, FAILURE_SECONDS), now);
		if (++this.failuresInRow >= EJECT_AFTER) {
			this.ejectedUntilNanos = now + (EJECT_NANOS << Math.min(this.ejections, MAX_DOUBLINGS));
			this.ejections++;
			this.failuresInRow = 0;
		}
	}

	synchronized void coolDown(Duration pause) {
		long until = this.time.nanoTime() + pause.toNanos();
		if (until - this.coolUntilNanos > 0) {
			this.coolUntilNanos = until;
		}
	}

	/**
	 * Return how long the candidate must not be asked.
	 * @return the rest of the cool-down, zero where there is none
	 */
	synchronized Duration cooling() {
		return Duration.ofNanos(Math.max(0, this.coolUntilNanos - this.time.nanoTime()));
	}

	synchronized CandidateSignals signals(RouteCandidate candidate, int position, boolean stream,
			double estimatedCostUsd) {
		long now = this.time.nanoTime();
		Latency latency = latency(stream);
		return new CandidateSignals(candidate, position, this.ejectedUntilNanos - now <= 0, 1, inFlight(),
				latency.waiting().get(), latency.peakSeconds(now), latency.tail().seconds(now), estimatedCostUsd);
	}

	private Latency latency(boolean stream) {
		return stream ? this.firstToken : this.wholeAnswer;
	}

	/**
	 * Latencies of one kind of call.
	 *
	 * @param peak their moving average
	 * @param tail their percentile
	 * @param waiting the calls whose first content has not come yet
	 */
	private record Latency(PeakEwma peak, LatencyPercentile tail, AtomicInteger waiting) {

		Latency() {
			this(new PeakEwma(), new LatencyPercentile(), new AtomicInteger());
		}

		void observe(double seconds, long nowNanos) {
			this.peak.observe(seconds, nowNanos);
			this.tail.observe(seconds, nowNanos);
		}

		// The average fades so that a candidate that was slow is tried again. One call is
		// enough for that: until it reports, the average stands.
		double peakSeconds(long nowNanos) {
			return (this.waiting.get() > 0) ? this.peak.lastSeconds() : this.peak.seconds(nowNanos);
		}

	}

}
