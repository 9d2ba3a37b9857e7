package io.llmrouter.sample.upstream.answer;

import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Failure that a simulated provider can tell. Status, code and words are those of its
 * wire.
 *
 * @since 0.1.0
 */
public enum Failure {

	/** The request breaks a rule. */
	INVALID_REQUEST,

	/** The model cannot do what is asked for. */
	UNSUPPORTED_FEATURE,

	/** The prompt is longer than the context window. */
	CONTEXT_LENGTH_EXCEEDED,

	/** The request has too many bytes. */
	REQUEST_TOO_LARGE,

	/** The content filter refused the prompt. */
	CONTENT_FILTER,

	/** The key is missing or wrong. */
	AUTHENTICATION,

	/** The key may not do this. */
	PERMISSION_DENIED,

	/** There is no such model. */
	NOT_FOUND,

	/** Money or a long-term quota is used up. */
	QUOTA_EXHAUSTED,

	/** Too many requests in a short time. */
	RATE_LIMITED,

	/** There is no capacity. */
	OVERLOADED,

	/** Something failed inside. */
	SERVER_ERROR,

	/** The time is over. */
	TIMEOUT;

	/**
	 * Return the failure of a name.
	 * @param name the name in lower case, for example {@code rate_limited}
	 * @return the failure, or {@code null} where there is none of this name
	 */
	public static @Nullable Failure named(String name) {
		return Arrays.stream(values())
			.filter((failure) -> failure.name().toLowerCase(Locale.ROOT).equals(name))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Return the failure that an HTTP status stands for.
	 * @param status the status, 400 to 599
	 * @return the failure
	 */
	public static Failure ofStatus(int status) {
		return switch (status) {
			case 401 -> AUTHENTICATION;
			case 402 -> QUOTA_EXHAUSTED;
			case 403 -> PERMISSION_DENIED;
			case 404 -> NOT_FOUND;
			case 408, 504 -> TIMEOUT;
			case 413 -> REQUEST_TOO_LARGE;
			case 429 -> RATE_LIMITED;
			case 498, 503, 529 -> OVERLOADED;
			default -> (status >= 500) ? SERVER_ERROR : INVALID_REQUEST;
		};
	}

}
