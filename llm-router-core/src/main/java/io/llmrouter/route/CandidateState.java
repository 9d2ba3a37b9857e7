package io.llmrouter.route;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.route.health.CandidateHealth;
import io.llmrouter.route.health.HealthPermit;
import io.llmrouter.route.health.HealthVerdict;
import io.llmrouter.route.health.Unavailable;
import io.llmrouter.route.limit.LimitPermit;
import io.llmrouter.route.limit.Limited;
import io.llmrouter.route.limit.ProviderLimiter;
import org.jspecify.annotations.Nullable;

/**
 * What the router itself remembers of one candidate: calls in flight, recent latency, its
 * health and its limits. Never read from meters or statistics. Thread-safe; constant
 * memory.
 */
final class CandidateState {

	private static final double FAILURE_SECONDS = 5;

	private final TimeSource time;

	private final CandidateHealth health;

	private final @Nullable ProviderLimiter limiter;

	private final Latency firstToken = new Latency();

	private final Latency wholeAnswer = new Latency();

	private final AtomicInteger inFlight = new AtomicInteger();

	CandidateState(TimeSource time, CandidateHealth health, @Nullable ProviderLimiter limiter) {
		this.time = time;
		this.health = health;
		this.limiter = limiter;
	}

	CandidateHealth health() {
		return this.health;
	}

	int inFlight() {
		return this.inFlight.get();
	}

	/**
	 * Return why the candidate must not be asked now. Takes nothing.
	 * @param request what to ask
	 * @return the reason, or {@code null} where it may be asked
	 */
	@Nullable Unready unready(ChatRequest request) {
		Unavailable unavailable = this.health.unavailable();
		if (unavailable != null) {
			return Unready.of(unavailable);
		}
		Limited limited = (this.limiter != null) ? this.limiter.limited(request) : null;
		return (limited != null) ? Unready.of(limited) : null;
	}

	/**
	 * Ask for an attempt.
	 * @param request what to ask
	 * @param traits what is special about it
	 * @param bypass what of its health counts for nothing
	 * @return the permission, or why there is none
	 */
	Admission admit(ChatRequest request, AttemptTraits traits, Bypass bypass) {
		Unavailable unavailable = this.health.unavailable();
		if (unavailable != null && !isBypassed(unavailable, bypass)) {
			return Unready.of(unavailable);
		}
		HealthPermit permit = (bypass != Bypass.NONE) ? this.health.acquire() : this.health.tryAcquire();
		if (permit == null) {
			return Unready.of(new Unavailable(Unavailable.Reason.PROBING, Duration.ZERO));
		}
		LimitPermit limit = (this.limiter != null) ? this.limiter.tryAcquire(request) : null;
		if (this.limiter != null && limit == null) {
			permit.cancelled();
			return refused(this.limiter.limited(request));
		}
		this.inFlight.incrementAndGet();
		latency(traits.stream()).waiting().incrementAndGet();
		return new AttemptPermit(this, permit, limit, traits);
	}

	private static boolean isBypassed(Unavailable unavailable, Bypass bypass) {
		return switch (bypass) {
			case NONE -> false;
			case FAILING -> unavailable.reason() != Unavailable.Reason.COOLING_DOWN;
			case ALL -> true;
		};
	}

	// There may be room again by now: what is known for sure is that there was none.
	private static Unready refused(@Nullable Limited limited) {
		return Unready.of((limited != null) ? limited : new Limited(Limited.Limit.CONCURRENCY, Duration.ZERO));
	}

	void answered(boolean stream, long latencyNanos) {
		Latency latency = latency(stream);
		latency.waiting().decrementAndGet();
		double seconds = latencyNanos / 1e9;
		long now = this.time.nanoTime();
		latency.answers().observe(seconds, now);
		latency.observe(seconds, now);
	}

	void failed(boolean stream, ErrorType type) {
		if (HealthVerdict.of(type) == HealthVerdict.FAILURE) {
			Latency latency = latency(stream);
			long now = this.time.nanoTime();
			double known = latency.peak().seconds(now);
			latency.observe(Double.isNaN(known) ? FAILURE_SECONDS : Math.max(2 * known, FAILURE_SECONDS), now);
		}
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

	CandidateSignals signals(RouteCandidate candidate, int position, boolean stream, double estimatedCostUsd,
			boolean ready) {
		long now = this.time.nanoTime();
		Latency latency = latency(stream);
		return new CandidateSignals(candidate, position, ready, this.health.share(), inFlight(),
				latency.waiting().get(), latency.peakSeconds(now), latency.tail().seconds(now), estimatedCostUsd);
	}

	/**
	 * Return the recent time to first content, or to the whole answer, of the calls that
	 * were answered. A failure makes a candidate less attractive, but not slow.
	 * @param stream whether the answer comes in pieces
	 * @return seconds, or {@link Double#NaN} while unknown
	 */
	double answerSeconds(boolean stream) {
		return latency(stream).answers().seconds(this.time.nanoTime());
	}

	/**
	 * Return how long a call may take before it counts as slow.
	 * @param stream whether the answer comes in pieces
	 * @return the time, or {@code null} while too few calls are known
	 */
	@Nullable Duration hedgeDelay(boolean stream) {
		return latency(stream).tail().hedgeDelay(this.time.nanoTime());
	}

	private Latency latency(boolean stream) {
		return stream ? this.firstToken : this.wholeAnswer;
	}

	/**
	 * Latencies of one kind of call.
	 *
	 * @param peak their moving average, in which a failure counts as a long latency
	 * @param answers the moving average without failures
	 * @param tail their percentile
	 * @param waiting the calls whose first content has not come yet
	 */
	private record Latency(PeakEwma peak, PeakEwma answers, LatencyPercentile tail, AtomicInteger waiting) {

		Latency() {
			this(new PeakEwma(), new PeakEwma(), new LatencyPercentile(), new AtomicInteger());
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
