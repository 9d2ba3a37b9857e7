package io.llmrouter.provider.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * HTTP answer whose body was read, of a failure possibly in part. Its text form shows
 * neither headers nor content.
 *
 * @param status the HTTP status
 * @param headers the headers
 * @param body the body
 * @since 0.1.0
 */
public record HttpAnswer(int status, HttpHeaders headers, byte[] body) {

	private static final List<String> REQUEST_ID_HEADERS = List.of("x-request-id", "request-id", "apim-request-id",
			"x-kong-request-id", "x-generation-id");

	private static final int MAX_ID_LENGTH = 128;

	/**
	 * Return the body as text.
	 * @return the text
	 */
	public String text() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	/**
	 * Return what a status alone tells.
	 * @param status the HTTP status, not one of success
	 * @return the reason of the failure
	 */
	public static ErrorType errorType(int status) {
		return switch (status) {
			case 400, 422 -> ErrorType.INVALID_REQUEST;
			case 401 -> ErrorType.AUTHENTICATION;
			case 402 -> ErrorType.QUOTA_EXHAUSTED;
			case 403 -> ErrorType.PERMISSION_DENIED;
			case 404 -> ErrorType.NOT_FOUND;
			case 408, 504 -> ErrorType.TIMEOUT_FIRST_TOKEN;
			case 413 -> ErrorType.REQUEST_TOO_LARGE;
			case 429 -> ErrorType.RATE_LIMITED;
			case 498, 503, 529 -> ErrorType.OVERLOADED;
			case 499 -> ErrorType.CONNECTION;
			case 424 -> ErrorType.SERVER_ERROR;
			default -> (status >= 500) ? ErrorType.SERVER_ERROR : ErrorType.OTHER;
		};
	}

	/**
	 * Return the id under which the provider knows the request.
	 * @param headers the headers of its answer
	 * @return the id, or {@code null} where no header holds one of at most 128 characters
	 */
	public static @Nullable String requestId(HttpHeaders headers) {
		for (String name : REQUEST_ID_HEADERS) {
			String id = headers.getFirst(name);
			if (id != null && !id.isBlank() && id.length() <= MAX_ID_LENGTH) {
				return id;
			}
		}
		return null;
	}

	@Override
	public String toString() {
		return "HttpAnswer[" + this.status + ", " + this.body.length + " bytes]";
	}

}
