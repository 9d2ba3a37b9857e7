package io.llmrouter.route.health;

import java.time.Duration;

/**
 * Why a candidate must not be asked at the moment.
 *
 * @param reason the reason
 * @param remaining how long it will last; zero where that depends on calls in flight
 * @since 0.1.0
 */
public record Unavailable(Reason reason, Duration remaining) {

	/**
	 * Reasons.
	 */
	public enum Reason {

		/** The provider refused a call and is left alone for a while. */
		COOLING_DOWN,

		/** The circuit is open. */
		CIRCUIT_OPEN,

		/** The circuit is half-open, and all its probes are on their way. */
		PROBING

	}

}
