package io.llmrouter.route;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.RoutingDecision;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Operators;

/**
 * What happened in one logical call: whom the router could ask, the attempts and what
 * came of them, and how much of the time was the router's own. Thread-safe, since two
 * attempts may run at once.
 */
final class CallJournal {

	private final TimeSource time;

	private final Instant startedAt;

	private final long startNanos;

	private final FailedAttempts failures = new FailedAttempts();

	private final List<AttemptNote> attempts = new ArrayList<>(1);

	private final List<Skipped> skipped = new ArrayList<>(0);

	private List<CandidateSignals> order = List.of();

	private int busy;

	private long demand;

	private boolean callersTurn;

	private boolean over;

	private long idleSinceNanos;

	private long ownNanos;

	CallJournal(TimeSource time) {
		this.time = time;
		this.startedAt = time.now();
		this.startNanos = time.nanoTime();
		this.idleSinceNanos = this.startNanos;
	}

	Instant startedAt() {
		return this.startedAt;
	}

	Duration elapsed() {
		return Duration.ofNanos(this.time.nanoTime() - this.startNanos);
	}

	synchronized void ordered(List<CandidateSignals> candidates) {
		this.order = candidates;
	}

	synchronized void skipped(RouteCandidate candidate, Unready why) {
		this.skipped.add(new Skipped(candidate, why.verdict()));
		this.failures.skipped(candidate, why);
	}

	/**
	 * Take note of an attempt that begins. It counts for nothing once the call is over.
	 * @param candidate who is asked
	 * @param kind why
	 * @param extra what made it necessary, or {@code null} for the first
	 * @return the note, which must be ended
	 */
	synchronized AttemptNote started(RouteCandidate candidate, AttemptKind kind, @Nullable ExtraAttempt extra) {
		AttemptNote note = new AttemptNote(this, candidate, kind, extra, this.time.nanoTime() - this.startNanos);
		if (!this.over) {
			this.attempts.add(note);
		}
		enter();
		return note;
	}

	/**
	 * Take note that something other than the router takes its time: a provider, a wait,
	 * or the caller.
	 */
	synchronized void enter() {
		if (this.busy++ == 0) {
			this.ownNanos += this.time.nanoTime() - this.idleSinceNanos;
		}
	}

	/**
	 * Take note that it is over.
	 */
	synchronized void leave() {
		if (--this.busy == 0) {
			this.idleSinceNanos = this.time.nanoTime();
		}
	}

	/**
	 * Take note that the caller asks for pieces of the answer.
	 * @param count how many
	 */
	synchronized void requested(long count) {
		this.demand = Operators.addCap(this.demand, count);
		if (this.callersTurn) {
			this.callersTurn = false;
			leave();
		}
	}

	/**
	 * Take note that the caller gets a piece of the answer. Until it asks for the next
	 * one, the time is the caller's.
	 */
	synchronized void delivered() {
		if (this.demand != Long.MAX_VALUE && this.demand > 0 && --this.demand == 0) {
			this.callersTurn = true;
			enter();
		}
	}

	synchronized void failed(RouteCandidate candidate, LlmRouterException failure) {
		this.failures.add(candidate, failure);
	}

	/**
	 * Take note that the call is over: the answer is complete, nobody is left to ask, or
	 * the caller went away. Attempts that still run hear of it later than those who are
	 * told of the call; those that have not reached their provider yet never will, and
	 * count for nothing.
	 */
	synchronized void over() {
		this.over = true;
		this.attempts.forEach(AttemptNote::cancelled);
		this.attempts.removeIf((note) -> !note.begun);
	}

	synchronized LlmRouterException toException(Route route, String why) {
		return this.failures.toException(route, why);
	}

	synchronized int attempts() {
		return this.attempts.size();
	}

	synchronized List<ExtraAttempt> extraAttempts() {
		List<ExtraAttempt> extra = new ArrayList<>(0);
		for (AttemptNote note : this.attempts) {
			if (note.extra != null) {
				extra.add(note.extra);
			}
		}
		return extra;
	}

	/**
	 * Return the time of this call that was the router's own.
	 * @return the time up to now
	 */
	synchronized Duration overhead() {
		long running = (this.busy == 0) ? this.time.nanoTime() - this.idleSinceNanos : 0;
		return Duration.ofNanos(this.ownNanos + running);
	}

	/**
	 * Return what was decided so far.
	 * @param route the name of the route
	 * @param strategy the name of the strategy
	 * @return the decision
	 */
	synchronized RoutingDecision decision(String route, String strategy) {
		List<RoutingDecision.Candidate> candidates = new ArrayList<>(this.order.size() + this.skipped.size());
		for (CandidateSignals signals : this.order) {
			String left = verdictOfSkipped(signals.candidate());
			String asked = wasAsked(signals.candidate()) ? "asked" : "not_needed";
			candidates.add(candidate(signals, ("asked".equals(asked) || left == null) ? asked : left));
		}
		for (Skipped other : this.skipped) {
			if (!isOrdered(other.candidate())) {
				candidates.add(new RoutingDecision.Candidate(other.candidate().provider(), other.candidate().model(),
						other.verdict(), null, null, null, 0, 0));
			}
		}
		List<RoutingDecision.Attempt> told = new ArrayList<>(this.attempts.size());
		this.attempts.forEach((note) -> told.add(note.toAttempt()));
		return new RoutingDecision(route, strategy, candidates, told);
	}

	private static RoutingDecision.Candidate candidate(CandidateSignals signals, String verdict) {
		return new RoutingDecision.Candidate(signals.candidate().provider(), signals.candidate().model(), verdict,
				known(signals.latencySeconds()), known(signals.tailLatencySeconds()), known(signals.estimatedCostUsd()),
				signals.waiting(), signals.inFlight());
	}

	private static @Nullable Double known(double signal) {
		return Double.isNaN(signal) ? null : Double.valueOf(signal);
	}

	private boolean wasAsked(RouteCandidate candidate) {
		for (AttemptNote note : this.attempts) {
			if (note.candidate.equals(candidate)) {
				return true;
			}
		}
		return false;
	}

	private boolean isOrdered(RouteCandidate candidate) {
		for (CandidateSignals signals : this.order) {
			if (signals.candidate().equals(candidate)) {
				return true;
			}
		}
		return false;
	}

	private @Nullable String verdictOfSkipped(RouteCandidate candidate) {
		for (Skipped other : this.skipped) {
			if (other.candidate().equals(candidate)) {
				return other.verdict();
			}
		}
		return null;
	}

	/**
	 * Candidate that was left out.
	 *
	 * @param candidate the candidate
	 * @param verdict why
	 */
	private record Skipped(RouteCandidate candidate, String verdict) {
	}

	/**
	 * Note of one attempt. Its first end counts.
	 */
	static final class AttemptNote {

		private final CallJournal journal;

		private final RouteCandidate candidate;

		private final AttemptKind kind;

		private final @Nullable ExtraAttempt extra;

		private final long startedAfterNanos;

		private boolean begun;

		private long firstContentNanos = -1;

		private long durationNanos = -1;

		private String outcome = "running";

		private @Nullable ErrorType errorType;

		private @Nullable String requestId;

		AttemptNote(CallJournal journal, RouteCandidate candidate, AttemptKind kind, @Nullable ExtraAttempt extra,
				long startedAfterNanos) {
			this.extra = extra;
			this.journal = journal;
			this.candidate = candidate;
			this.kind = kind;
			this.startedAfterNanos = startedAfterNanos;
		}

		/**
		 * Take note that the provider is called now.
		 * @return whether it may be; not once the call is over
		 */
		boolean begin() {
			synchronized (this.journal) {
				this.begun = !this.journal.over;
				return this.begun;
			}
		}

		void firstContent(long nanos) {
			synchronized (this.journal) {
				this.firstContentNanos = nanos;
			}
		}

		void identified(@Nullable String id) {
			synchronized (this.journal) {
				this.requestId = id;
			}
		}

		void succeeded() {
			end("success", null);
		}

		void cancelled() {
			end("cancelled", null);
		}

		void failed(LlmRouterException failure) {
			synchronized (this.journal) {
				if (this.requestId == null) {
					this.requestId = failure.details().requestId();
				}
				if (end("error", failure.errorType())) {
					this.journal.failed(this.candidate, failure);
				}
			}
		}

		private boolean end(String how, @Nullable ErrorType type) {
			synchronized (this.journal) {
				if (this.durationNanos >= 0) {
					return false;
				}
				long sinceStart = this.journal.time.nanoTime() - this.journal.startNanos;
				this.durationNanos = Math.max(0, sinceStart - this.startedAfterNanos);
				this.outcome = how;
				this.errorType = type;
				this.journal.leave();
				return true;
			}
		}

		private RoutingDecision.Attempt toAttempt() {
			Duration firstContent = (this.firstContentNanos >= 0) ? Duration.ofNanos(this.firstContentNanos) : null;
			return new RoutingDecision.Attempt(this.candidate.provider(), this.candidate.model(), this.kind.code(),
					this.outcome, (this.errorType != null) ? this.errorType.code() : null,
					Duration.ofNanos(this.startedAfterNanos), Duration.ofNanos(Math.max(0, this.durationNanos)),
					firstContent, this.requestId);
		}

	}

}
