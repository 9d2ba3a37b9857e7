package io.llmrouter.provider.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

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
			"x-kong-request-id", "mistral-correlation-id", "x-generation-id", "x-ms-request-id");

	private static final int MAX_ID_LENGTH = 128;

	/**
	 * Return the body as text.
	 * @return the text
	 */
	public String text() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	/**
	 * Return whether the body holds nothing but white space.
	 * @return whether it does
	 */
	public boolean isBlank() {
		for (byte character : this.body) {
			if (character > ' ' || character < 0) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Return the body as JSON.
	 * @param json the JSON mapper
	 * @return the JSON, or a missing node where the body is none
	 */
	public JsonNode json(JsonMapper json) {
		try {
			return json.readTree(this.body);
		}
		catch (JacksonException ex) {
			// Its message quotes the body.
			return MissingNode.getInstance();
		}
	}

	/**
	 * Return the provider's id of the request, to quote to its support.
	 * @return the id, or {@code null} where the headers hold none
	 */
	public @Nullable String requestId() {
		for (String name : REQUEST_ID_HEADERS) {
			String id = this.headers.getFirst(name);
			if (id != null && !id.isBlank() && id.length() <= MAX_ID_LENGTH) {
				return id;
			}
		}
		return null;
	}

	/**
	 * Return the reason that an HTTP status alone tells.
	 * @param status the status of a failure
	 * @return the reason
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

	@Override
	public String toString() {
		return "HttpAnswer[" + this.status + ", " + this.body.length + " bytes]";
	}

}
