package io.llmrouter.route;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * When a route asks one more candidate beside one that is slow. The first content wins
 * and the other attempt is cancelled, which may cost its tokens nevertheless.
 *
 * @param delay how long the first candidate may take; {@code null} for the time that 95 %
 * of its recent calls needed, at least 0.5 s and at most 10 s, and no hedge before 20 of
 * them are known
 * @since 0.1.0
 */
public record Hedging(@Nullable Duration delay) {

	public Hedging {
		if (delay != null && (delay.isNegative() || delay.isZero())) {
			throw new IllegalArgumentException("The delay of hedges is " + delay + "; it must be over zero");
		}
	}

}
