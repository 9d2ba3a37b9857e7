package io.llmrouter.route;

import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * Attempt beyond the first of a logical call, and what made it necessary.
 *
 * @param kind whether the same candidate or another one was asked
 * @param provider the configured name of the provider whose failure caused the attempt
 * @param cause the failure that caused it; {@code null} for a hedge, which slowness alone
 * causes
 * @since 0.1.0
 */
public record ExtraAttempt(Kind kind, String provider, @Nullable ErrorType cause) {

	/**
	 * Kinds of extra attempt.
	 */
	public enum Kind {

		/** The same candidate was asked again. */
		RETRY,

		/** The next candidate was asked. */
		FALLBACK,

		/** Another candidate was asked beside one that is still running. */
		HEDGE

	}

}
