package io.llmrouter.fault;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an attempt that meets a fault.
 *
 * @param type the type of its failure, or {@code null} where it succeeds all the same
 * @param then what the router does next
 */
record Expected(@Nullable ErrorType type, Then then) {

	static final Expected ANSWER = new Expected(null, Then.NOTHING);

	/** The most attempts of a call by default. */
	private static final int MAX_ATTEMPTS = 4;

	static Expected retried(ErrorType type) {
		return new Expected(type, Then.RETRY);
	}

	static Expected passedOn(ErrorType type) {
		return new Expected(type, Then.NEXT);
	}

	static Expected fatal(ErrorType type) {
		return new Expected(type, Then.NOTHING);
	}

	static Expected resumed(ErrorType type) {
		return new Expected(type, Then.RESUME);
	}

	/**
	 * Return the same for a caller who sees nothing until the answer is whole: what would
	 * be resumed is begun anew.
	 * @return the same for such a caller
	 */
	Expected unseen() {
		return (this.then == Then.RESUME) ? new Expected(this.type, Then.NEXT) : this;
	}

	/**
	 * Return the attempts of a call in which all candidates but the last meet the fault.
	 * A lone candidate meets it too.
	 * @param candidates the number of candidates
	 * @return the attempts, each with provider, kind and error type
	 */
	List<String> attempts(int candidates) {
		List<String> attempts = new ArrayList<>();
		if (this.type == null || this.then == Then.NOTHING) {
			return List.of(attempt(1, "first", this.type));
		}
		for (int number = 1; number <= Math.max(1, candidates - 1); number++) {
			String follows = (this.then == Then.RESUME) ? "resume" : "fallback";
			attempts.add(attempt(number, (number == 1) ? "first" : follows, this.type));
			// A retry never takes the place of a candidate that was not asked yet.
			if (this.then == Then.RETRY && attempts.size() + candidates - number < MAX_ATTEMPTS) {
				attempts.add(attempt(number, "retry", this.type));
			}
		}
		if (candidates > 1) {
			attempts.add(attempt(candidates, (this.then == Then.RESUME) ? "resume" : "fallback", null));
		}
		return attempts;
	}

	private static String attempt(int number, String kind, @Nullable ErrorType type) {
		return "p" + number + " " + kind + " " + ((type != null) ? type.code() : "success");
	}

	/**
	 * Return whether the call fails.
	 * @param candidates the number of candidates
	 * @return whether nobody is there who makes up for the fault
	 */
	boolean fails(int candidates) {
		return this.type != null && (candidates == 1 || this.then == Then.NOTHING);
	}

	@Override
	public String toString() {
		return (this.type != null) ? this.type.code() + ", then " + this.then : "an answer";
	}

	/**
	 * What the router does after a failure.
	 */
	enum Then {

		/** Nothing. */
		NOTHING,

		/** Ask the same candidate once more, then the next. */
		RETRY,

		/** Ask the next candidate. */
		NEXT,

		/** Ask the next candidate and go on with what it says beyond what was shown. */
		RESUME

	}

}
