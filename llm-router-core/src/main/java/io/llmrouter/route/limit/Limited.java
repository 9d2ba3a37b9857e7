package io.llmrouter.route.limit;

import java.time.Duration;

/**
 * Why a provider must not be asked now.
 *
 * @param limit the limit that is reached
 * @param remaining how long until there is room; zero where that depends on calls in
 * flight
 * @since 0.1.0
 */
public record Limited(Limit limit, Duration remaining) {

	/**
	 * Limits.
	 */
	public enum Limit {

		/** Requests per minute. */
		REQUESTS("requests per minute"),

		/** Tokens per minute. */
		TOKENS("tokens per minute"),

		/** Calls at once. */
		CONCURRENCY("calls at once");

		private final String words;

		Limit(String words) {
			this.words = words;
		}

		@Override
		public String toString() {
			return this.words;
		}

	}

}
