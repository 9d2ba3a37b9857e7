package io.llmrouter.call;

import java.time.Duration;

/**
 * Time limits of one streamed answer.
 *
 * @param firstToken the longest wait for the first content
 * @param idle the longest wait for the next chunk once content has come, counted only
 * while the consumer asks for more
 * @param total the longest time from subscription to completion
 * @since 0.1.0
 */
public record StreamTimeouts(Duration firstToken, Duration idle, Duration total) {

	public StreamTimeouts {
		check("firstToken", firstToken);
		check("idle", idle);
		check("total", total);
	}

	private static void check(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException("'" + name + "' is " + value + "; it must be over zero");
		}
	}

}
