package io.llmrouter.route;

import java.time.Duration;

/**
 * Limits of the logical calls of a route.
 *
 * @param maxAttempts the most provider calls in one logical call, the first included; at
 * least 1
 * @param firstTokenTimeout the longest wait for the first content of a stream while
 * another candidate is ready
 * @param lastFirstTokenTimeout the same where no other candidate is left
 * @param reasoningFirstTokenTimeout the same for requests that ask for reasoning
 * @param idleTimeout the longest wait between two chunks of a stream
 * @param timeout the longest time of a logical call, all attempts together
 * @since 0.1.0
 */
public record RouteSettings(int maxAttempts, Duration firstTokenTimeout, Duration lastFirstTokenTimeout,
		Duration reasoningFirstTokenTimeout, Duration idleTimeout, Duration timeout) {

	public RouteSettings {
		if (maxAttempts < 1) {
			throw new IllegalArgumentException("'maxAttempts' is " + maxAttempts + "; it must be at least 1");
		}
	}

	/**
	 * Return the default limits: 4 attempts; 10 s, 60 s and 120 s to the first content,
	 * 15 s between chunks, 600 s in all.
	 * @return the settings
	 */
	public static RouteSettings defaults() {
		return new RouteSettings(4, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(120),
				Duration.ofSeconds(15), Duration.ofSeconds(600));
	}

}
