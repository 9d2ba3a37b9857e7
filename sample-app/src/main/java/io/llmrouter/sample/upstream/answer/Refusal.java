package io.llmrouter.sample.upstream.answer;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Answer that is an error.
 *
 * @param failure the failure
 * @param status the HTTP status, or {@code null} for the one that the wire has for it
 * @param message the text for people, or {@code null} for the one that the wire has for
 * it
 * @param retryAfter how long the client shall wait, or {@code null} where it is not told
 * @since 0.1.0
 */
public record Refusal(Failure failure, @Nullable Integer status, @Nullable String message,
		@Nullable Duration retryAfter) {

	/**
	 * Create a refusal in the words of the wire.
	 * @param failure the failure
	 * @return the refusal
	 */
	public static Refusal of(Failure failure) {
		return new Refusal(failure, null, null, null);
	}

	/**
	 * Create a refusal with words of its own.
	 * @param failure the failure
	 * @param message the text for people, without content
	 * @return the refusal
	 */
	public static Refusal of(Failure failure, String message) {
		return new Refusal(failure, null, message, null);
	}

	/**
	 * Create the exception that carries a refused request to where it is answered.
	 * @param message what is wrong with the request, without content
	 * @return the exception
	 */
	public static RefusedException invalid(String message) {
		return of(Failure.INVALID_REQUEST, message).exception();
	}

	/**
	 * Return a copy that tells how long to wait.
	 * @param newRetryAfter how long
	 * @return the copy
	 */
	public Refusal withRetryAfter(Duration newRetryAfter) {
		return new Refusal(this.failure, this.status, this.message, newRetryAfter);
	}

	/**
	 * Create the exception that carries this refusal to where it is answered.
	 * @return the exception
	 */
	public RefusedException exception() {
		return new RefusedException(this);
	}

}
