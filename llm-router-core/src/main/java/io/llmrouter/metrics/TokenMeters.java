package io.llmrouter.metrics;

import io.llmrouter.chat.TokenUsage;

/**
 * Meters of the tokens that providers reported for calls of one kind. Each is registered
 * when its first value comes: a count that a provider never reports has no series, rather
 * than one that reads 0. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TokenMeters {

	/**
	 * Record the tokens of a call.
	 * @param usage the tokens, as reported
	 */
	void record(TokenUsage usage);

}
