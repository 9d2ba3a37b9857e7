package io.llmrouter.route;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.route.health.CircuitState;
import org.jspecify.annotations.Nullable;

/**
 * Candidates of one logical call that were not asked yet, in order. Thread-safe, since
 * two attempts may run at once.
 */
final class CandidateQueue {

	private final RouteEngine engine;

	private final ChatRequest request;

	private final AttemptTraits traits;

	private final Bypass bypass;

	private final CallJournal journal;

	private final Deque<RouteCandidate> waiting = new ArrayDeque<>();

	CandidateQueue(RouteEngine engine, ChatRequest request, AttemptTraits traits, Bypass bypass, CallJournal journal,
			List<CandidateSignals> order) {
		this.engine = engine;
		this.request = request;
		this.traits = traits;
		this.bypass = bypass;
		this.journal = journal;
		order.forEach((signals) -> this.waiting.add(signals.candidate()));
	}

	synchronized int size() {
		return this.waiting.size();
	}

	synchronized boolean isEmpty() {
		return this.waiting.isEmpty();
	}

	/**
	 * Take the next candidate that may be asked.
	 * @return the candidate, or {@code null} where none is left
	 */
	synchronized @Nullable Admitted next() {
		for (RouteCandidate next = this.waiting.poll(); next != null; next = this.waiting.poll()) {
			Admitted admitted = admit(next);
			if (admitted != null) {
				return admitted;
			}
		}
		return null;
	}

	/**
	 * Take the next candidate that may be asked and is known to answer in time.
	 * @param limit the time
	 * @return the candidate, or {@code null} where none is left
	 */
	synchronized @Nullable Admitted nextWithin(Duration limit) {
		this.waiting.removeIf((candidate) -> isTooSlow(candidate, limit));
		return next();
	}

	/**
	 * Take the next candidate for an attempt beside a slow one: of another provider, for
	 * one that is slow may be so as a whole, known to answer in time, and with a closed
	 * circuit, for the loser of two attempts tells nothing of its recovery.
	 * @param slow the slow one
	 * @param limit the time
	 * @return the candidate, or {@code null} where there is none
	 */
	synchronized @Nullable Admitted nextBeside(RouteCandidate slow, Duration limit) {
		this.waiting.removeIf((candidate) -> isTooSlow(candidate, limit));
		for (RouteCandidate next : List.copyOf(this.waiting)) {
			Admitted admitted = mayHedge(next, slow) ? admit(next) : null;
			if (admitted != null) {
				this.waiting.remove(next);
				return admitted;
			}
		}
		return null;
	}

	private boolean mayHedge(RouteCandidate candidate, RouteCandidate slow) {
		return !candidate.provider().equals(slow.provider())
				&& this.engine.states().of(candidate).health().circuit() == CircuitState.CLOSED;
	}

	private boolean isTooSlow(RouteCandidate candidate, Duration limit) {
		double seconds = this.engine.states().of(candidate).answerSeconds(this.traits.stream());
		boolean tooSlow = seconds > limit.toNanos() / 1e9;
		if (tooSlow) {
			this.journal.skipped(candidate, Unready.tooSlow(seconds));
		}
		return tooSlow;
	}

	/**
	 * Ask again for a candidate that was asked before.
	 * @param candidate the candidate
	 * @param limit the time in which it must answer
	 * @return the candidate, or {@code null} where it may not be asked any more or is
	 * known to take longer
	 */
	@Nullable Admitted again(RouteCandidate candidate, Duration limit) {
		return isTooSlow(candidate, limit) ? null : admit(candidate);
	}

	private @Nullable Admitted admit(RouteCandidate candidate) {
		Admission admission = this.engine.states().of(candidate).admit(this.request, this.traits, this.bypass);
		if (admission instanceof AttemptPermit permit) {
			return new Admitted(candidate, permit);
		}
		this.journal.skipped(candidate, (Unready) admission);
		return null;
	}

	/**
	 * Candidate that may be asked now.
	 *
	 * @param candidate the candidate
	 * @param permit its permission
	 */
	record Admitted(RouteCandidate candidate, AttemptPermit permit) {
	}

}
