package io.llmrouter.route;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.llmrouter.provider.ErrorDetails;
import org.jspecify.annotations.Nullable;

/**
 * What to do after a failed attempt from which no content reached the caller, by error
 * type. A pure decision but for the jitter.
 * <p>
 * A short {@code Retry-After} is waited out once; a rate limit without one is retried
 * once after a back-off; a failure of server or connection is retried once, quickly; a
 * refused key, a used-up quota and an unknown model put the candidate aside, or each call
 * would pay for them again; where another key of the provider is free it is asked again
 * at once; everything else goes to the next candidate, unless another candidate cannot
 * help.
 */
final class FailurePolicy {

	private static final Duration SHORT_RETRY_AFTER = Duration.ofSeconds(2);

	private static final Duration REFUSAL_PAUSE = Duration.ofMinutes(5);

	private static final Duration RATE_LIMIT_PAUSE = Duration.ofSeconds(5);

	private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

	private static final int RATE_LIMIT_BACKOFF_MILLIS = 500;

	private static final int QUICK_RETRY_MILLIS = 100;

	private final RandomGenerator random;

	FailurePolicy(RandomGenerator random) {
		this.random = random;
	}

	/**
	 * Decide what follows a failure.
	 * @param failure what is known about it
	 * @param retried whether this candidate was already asked twice in this call
	 * @return the decision
	 */
	Decision decide(ErrorDetails failure, boolean retried) {
		if (failure.otherKey()) {
			// Each refusal leaves one key fewer, so that this comes to an end.
			return Decision.retry(Duration.ZERO);
		}
		return switch (failure.type()) {
			case RATE_LIMITED -> rateLimited(failure.retryAfter(), retried);
			case SERVER_ERROR, OVERLOADED, CONNECTION, TIMEOUT_CONNECT, INVALID_RESPONSE ->
				retried ? Decision.NEXT : Decision.retry(jitter(QUICK_RETRY_MILLIS));
			case AUTHENTICATION, QUOTA_EXHAUSTED, PERMISSION_DENIED, NOT_FOUND ->
				Decision.coolDown(bounded(failure.retryAfter(), REFUSAL_PAUSE));
			case CONTENT_FILTER, CANCELLED, DEADLINE_EXCEEDED -> Decision.FAIL;
			default -> Decision.NEXT;
		};
	}

	private Decision rateLimited(@Nullable Duration retryAfter, boolean retried) {
		if (retryAfter != null && retryAfter.compareTo(SHORT_RETRY_AFTER) > 0) {
			return Decision.coolDown(bounded(retryAfter, RATE_LIMIT_PAUSE));
		}
		if (retried) {
			return Decision.coolDown(bounded(retryAfter, RATE_LIMIT_PAUSE));
		}
		return Decision.retry((retryAfter != null) ? retryAfter : jitter(RATE_LIMIT_BACKOFF_MILLIS));
	}

	private Duration jitter(int millis) {
		return Duration.ofMillis(millis / 2 + this.random.nextInt(millis));
	}

	private static Duration bounded(@Nullable Duration value, Duration fallback) {
		Duration pause = (value != null) ? value : fallback;
		return (pause.compareTo(LONGEST_PAUSE) > 0) ? LONGEST_PAUSE : pause;
	}

	/**
	 * What to do next.
	 *
	 * @param action the action
	 * @param delay the wait before a retry, or the pause of the candidate
	 */
	record Decision(Action action, Duration delay) {

		static final Decision NEXT = new Decision(Action.NEXT, Duration.ZERO);

		static final Decision FAIL = new Decision(Action.FAIL, Duration.ZERO);

		static Decision retry(Duration delay) {
			return new Decision(Action.RETRY, delay);
		}

		static Decision coolDown(Duration pause) {
			return new Decision(Action.COOL_DOWN, pause);
		}

	}

	/**
	 * Kinds of decision.
	 */
	enum Action {

		/** Ask the same candidate again after the delay. */
		RETRY,

		/** Ask the next candidate at once. */
		NEXT,

		/** Leave the candidate alone for a while, ask the next at once. */
		COOL_DOWN,

		/** Ask nobody else. */
		FAIL

	}

}
