package io.llmrouter.route;

import io.llmrouter.provider.ErrorDetails;
import org.jspecify.annotations.Nullable;

/**
 * One call that really reached a simulated provider, as that provider saw it.
 */
final class Contact {

	final int call;

	final RouteCandidate candidate;

	final long startNanos;

	/** All that its answer would say if it came to its end. */
	String answer;

	boolean contentGiven;

	boolean probing;

	@Nullable End end;

	/** What it failed with, where that tells the router to leave the candidate alone. */
	@Nullable ErrorDetails refusal;

	Contact(int call, RouteCandidate candidate, long startNanos, String answer) {
		this.call = call;
		this.candidate = candidate;
		this.startNanos = startNanos;
		this.answer = answer;
	}

	boolean isLive() {
		return this.end == null;
	}

	/**
	 * How a contact ended.
	 */
	enum End {

		COMPLETE, ERROR, CANCEL

	}

}
