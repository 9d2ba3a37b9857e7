package io.llmrouter.gateway.openai;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Error as OpenAI tells it.
 *
 * @param status the HTTP status
 * @param type OpenAI's kind of error, for example {@code invalid_request_error}
 * @param code OpenAI's code where it has one, else that of our error type; {@code null}
 * for none
 * @param param the path of the field that is wrong, or {@code null}
 * @param message what is wrong; without content and keys
 * @param retryAfter how long to wait before another try, or {@code null}
 * @since 0.1.0
 */
public record GatewayError(int status, String type, @Nullable String code, @Nullable String param, String message,
		@Nullable Duration retryAfter) {

	static final String INVALID_REQUEST = "invalid_request_error";

	public GatewayError {
		Objects.requireNonNull(type, "'type' must not be null");
		Objects.requireNonNull(message, "'message' must not be null");
	}

	/**
	 * Create the error of a request that is the caller's fault.
	 * @param status the HTTP status
	 * @param code the code, or {@code null}
	 * @param param the path of the field that is wrong, or {@code null}
	 * @param message what is wrong
	 * @return the error
	 */
	public static GatewayError invalid(int status, @Nullable String code, @Nullable String param, String message) {
		return new GatewayError(status, INVALID_REQUEST, code, param, message, null);
	}

	/**
	 * Return this error as an exception.
	 * @return the exception
	 */
	public GatewayException exception() {
		return new GatewayException(this);
	}

}
