package io.llmrouter.route;

import java.time.Duration;

import io.llmrouter.chat.WireFields;
import io.llmrouter.provider.Capability;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.route.health.Unavailable;
import io.llmrouter.route.limit.Limited;

/**
 * Why a candidate must not be asked at the moment.
 *
 * @param type the error type of a call that fails for it
 * @param verdict the reason in one word, as listeners and endpoints show it
 * @param why the reason, the end of a sentence about the candidate
 * @param remaining how long it will last; zero where nobody knows
 * @param failing whether it is for its failures, which count less than having nobody to
 * ask
 */
record Unready(ErrorType type, String verdict, String why, Duration remaining, boolean failing) implements Admission {

	static Unready of(Unavailable health) {
		return switch (health.reason()) {
			case COOLING_DOWN -> new Unready(ErrorType.CIRCUIT_OPEN, "cooling_down",
					"is cooling down" + lasting(health.remaining()), health.remaining(), false);
			case CIRCUIT_OPEN -> new Unready(ErrorType.CIRCUIT_OPEN, "circuit_open",
					"failed too often and is left alone" + lasting(health.remaining()), health.remaining(), true);
			case PROBING -> new Unready(ErrorType.CIRCUIT_OPEN, "probing", "failed too often and is being probed",
					health.remaining(), true);
		};
	}

	static Unready of(Limited limited) {
		return new Unready(ErrorType.LOCAL_LIMIT, "local_limit",
				"has reached its limit of " + limited.limit() + lasting(limited.remaining()), limited.remaining(),
				false);
	}

	static Unready lacking(Capability capability) {
		return new Unready(ErrorType.UNSUPPORTED_FEATURE, "unsupported_feature",
				"does not support " + capability.label(), Duration.ZERO, false);
	}

	static Unready unsupported(WireFields fields) {
		return new Unready(ErrorType.UNSUPPORTED_FEATURE, "unsupported_feature",
				"does not understand '" + String.join("', '", fields.names()) + "' of the wire '" + fields.wire() + "'",
				Duration.ZERO, false);
	}

	static Unready tooSlow(double seconds) {
		return new Unready(ErrorType.DEADLINE_EXCEEDED, "too_slow",
				"needed " + Math.round(seconds * 1000) + " ms of late, more than is left", Duration.ZERO, false);
	}

	private static String lasting(Duration remaining) {
		return remaining.isZero() ? "" : " for " + remaining.toMillis() + " ms";
	}

}
