package io.llmrouter.provider.openai;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.llmrouter.provider.wire.WireJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Error as it stands in a body, whatever its shape.
 *
 * @param code the code, or {@code null}
 * @param words all that may tell the reason, the code among it, the most telling first
 * @param message the message, not yet redacted, or {@code null}
 * @param retryAfter what it states of the wait, or {@code null}
 * @param requestId the provider's id of the request, or {@code null}
 */
record WireError(@Nullable String code, List<String> words, @Nullable String message, @Nullable String retryAfter,
		@Nullable String requestId) {

	/**
	 * Read an error: an object in {@code error}, a text in {@code error} or, as Groq
	 * breaks a stream off, in {@code x_groq.error}, or flat fields; alone or as the first
	 * of an array.
	 * @param body the body
	 * @return the error, empty where nothing was found
	 */
	static WireError read(JsonNode body) {
		JsonNode root = body.isArray() ? body.path(0) : body;
		JsonNode error = root.path("error");
		if (error.isObject()) {
			return fields(error, error.path("message"), root);
		}
		JsonNode text = error.isString() ? error : root.path("x_groq").path("error");
		return fields(root, text.isString() ? text : root.path("message"), root);
	}

	/**
	 * Return the HTTP status that some providers send as the code.
	 * @param otherwise the value where the code is none
	 * @return the status
	 */
	int statusOr(int otherwise) {
		boolean status = this.code != null && this.code.matches("[45]\\d\\d");
		return status ? Integer.parseInt(this.code) : otherwise;
	}

	/**
	 * Read the fields of an error. OpenRouter sends the status as the code and tells more
	 * in {@code metadata}; Azure in {@code innererror} where there is no code.
	 * @param error the error
	 * @param message its message
	 * @param root the body
	 * @return the error
	 */
	private static WireError fields(JsonNode error, JsonNode message, JsonNode root) {
		JsonNode code = error.path("code");
		JsonNode metadata = error.path("metadata");
		String word = WireJson
			.word((code.isValueNode() && !code.isNull()) ? code : error.path("innererror").path("code"));
		List<String> words = Stream
			.of(word, WireJson.word(metadata.path("reason")), WireJson.word(metadata.path("limit_source")),
					WireJson.word(metadata.path("error_type")), WireJson.word(error.path("type")))
			.filter(Objects::nonNull)
			.toList();
		return new WireError(word, words, message(error, message), retryAfter(error, metadata.path("headers")),
				WireJson.word(root.path("request_id")));
	}

	/**
	 * Mistral tells of a request that breaks its schema in an array of details, which
	 * stands beside or within the message.
	 * @param error the error
	 * @param message its message
	 * @return its message, or {@code null}
	 */
	private static @Nullable String message(JsonNode error, JsonNode message) {
		if (message.isString()) {
			return message.stringValue();
		}
		JsonNode details = message.isObject() ? message.path("detail") : error.path("detail");
		JsonNode first = details.isArray() ? details.path(0).path("msg") : details;
		return first.isString() ? first.stringValue() : null;
	}

	/**
	 * OpenRouter repeats its headers in the body, which is all there is within a stream.
	 * @param error the error
	 * @param headers the headers in the body, or a missing node
	 * @return what is stated of the wait, or {@code null}
	 */
	private static @Nullable String retryAfter(JsonNode error, JsonNode headers) {
		for (JsonNode stated : List.of(error.path("retry_after"), headers.path("Retry-After"),
				headers.path("X-RateLimit-Reset"))) {
			if (stated.isNumber() || stated.isString()) {
				return stated.asString();
			}
		}
		return null;
	}

	@Override
	public String toString() {
		return "WireError" + this.words;
	}

}
