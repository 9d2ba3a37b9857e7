package io.llmrouter.route;

import java.util.concurrent.atomic.AtomicReference;

import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.route.health.HealthPermit;
import io.llmrouter.route.limit.LimitPermit;
import org.jspecify.annotations.Nullable;

/**
 * Permission for one attempt, and the one way on which its outcome goes back to all that
 * gave it: load, health and limits. {@link #firstContent} comes first, where content did;
 * then exactly one of {@link #succeeded}, {@link #failed} and {@link #cancelled} counts,
 * whoever is first. Thread-safe.
 */
final class AttemptPermit implements Admission {

	private final CandidateState state;

	private final HealthPermit health;

	private final @Nullable LimitPermit limit;

	private final AttemptTraits traits;

	private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);

	private volatile @Nullable TokenUsage usage;

	AttemptPermit(CandidateState state, HealthPermit health, @Nullable LimitPermit limit, AttemptTraits traits) {
		this.state = state;
		this.health = health;
		this.limit = limit;
		this.traits = traits;
	}

	/**
	 * Tell that content came: the candidate works.
	 * @param latencyNanos the time it took
	 */
	void firstContent(long latencyNanos) {
		if (this.phase.compareAndSet(Phase.WAITING, Phase.ANSWERING)) {
			this.state.answered(this.traits.stream(), latencyNanos);
			this.health.firstContent(this.traits.comparable() ? latencyNanos : 0);
		}
	}

	/**
	 * Return whether somebody wants to know of the tokens used.
	 * @return whether somebody does
	 */
	boolean countsTokens() {
		return this.limit != null;
	}

	/**
	 * Tell of the tokens used.
	 * @param total those of the whole answer
	 */
	void used(TokenUsage total) {
		this.usage = total;
	}

	void succeeded() {
		if (end() != Phase.ENDED) {
			this.health.succeeded();
			if (this.limit != null) {
				this.limit.succeeded(this.usage);
			}
		}
	}

	void failed(ErrorType type) {
		Phase before = end();
		if (before != Phase.ENDED) {
			this.state.failed(this.traits.stream(), type);
			this.health.failed(type);
			if (this.limit != null) {
				this.limit.failed(type, before == Phase.ANSWERING);
			}
		}
	}

	void cancelled() {
		if (end() != Phase.ENDED) {
			this.health.cancelled();
			if (this.limit != null && this.usage != null) {
				this.limit.succeeded(this.usage);
			}
			else if (this.limit != null) {
				this.limit.cancelled();
			}
		}
	}

	private Phase end() {
		Phase before = this.phase.getAndSet(Phase.ENDED);
		if (before != Phase.ENDED) {
			this.state.ended(this.traits.stream(), before == Phase.WAITING);
		}
		return before;
	}

	/**
	 * How far the attempt is.
	 */
	private enum Phase {

		/** No content came yet. */
		WAITING,

		/** Content came. */
		ANSWERING,

		/** It is over. */
		ENDED

	}

}
