package io.llmrouter.route.health;

import io.llmrouter.provider.ErrorType;

/**
 * What a failure says of the health of a candidate.
 *
 * @since 0.1.0
 */
public enum HealthVerdict {

	/** The candidate did not do its work. */
	FAILURE,

	/**
	 * Nothing: the caller's own fault or leave, a limit, or a refusal that puts the
	 * candidate aside by itself.
	 */
	NEUTRAL;

	/**
	 * Return the verdict on a failure.
	 * @param type the error type
	 * @return the verdict
	 */
	public static HealthVerdict of(ErrorType type) {
		return switch (type) {
			case OVERLOADED, SERVER_ERROR, TIMEOUT_CONNECT, TIMEOUT_FIRST_TOKEN, TIMEOUT_IDLE, CONNECTION,
					STREAM_INTERRUPTED, INVALID_RESPONSE, OTHER ->
				FAILURE;
			default -> NEUTRAL;
		};
	}

}
