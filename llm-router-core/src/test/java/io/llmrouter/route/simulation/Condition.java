package io.llmrouter.route.simulation;

import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * How a simulated provider fares at a moment.
 *
 * @param slowdown by what its time to first token is multiplied
 * @param failure what its calls fail with, or {@code null}
 */
record Condition(double slowdown, @Nullable ErrorType failure) {

	static final Condition WELL = new Condition(1, null);

	static Condition slow(double factor) {
		return new Condition(factor, null);
	}

	static Condition failing(ErrorType type) {
		return new Condition(1, type);
	}

	/**
	 * Conditions of a provider over time.
	 */
	@FunctionalInterface
	interface OverTime {

		OverTime ALWAYS_WELL = (second) -> WELL;

		Condition at(double second);

		static OverTime between(double start, double end, Condition condition) {
			return (second) -> (second >= start && second < end) ? condition : WELL;
		}

	}

}
