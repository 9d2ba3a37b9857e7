package io.llmrouter.provider.openai;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Error as it stands in a body, whatever its shape.
 *
 * @param code the code, or {@code null}
 * @param type the type, or {@code null}
 * @param message the message, not yet redacted, or {@code null}
 */
record WireError(@Nullable String code, @Nullable String type, @Nullable String message) {

	private static final int MAX_WORD_LENGTH = 64;

	/**
	 * Read an error: an object in {@code error}, a text in {@code error}, or flat fields;
	 * alone or as the first of an array.
	 * @param body the body
	 * @return the error, empty where nothing was found
	 */
	static WireError read(JsonNode body) {
		JsonNode root = body.isArray() ? body.path(0) : body;
		JsonNode error = root.path("error");
		if (error.isObject()) {
			return fields(error);
		}
		if (error.isString()) {
			return new WireError(word(root.path("code")), word(root.path("type")), error.stringValue());
		}
		return fields(root);
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

	private static WireError fields(JsonNode error) {
		JsonNode inner = error.path("innererror").path("code");
		JsonNode code = error.path("code");
		// OpenRouter sends the status as the code and tells more beside it (unverified).
		String detail = word(error.path("metadata").path("error_type"));
		String type = word(error.path("type"));
		return new WireError(word((code.isValueNode() && !code.isNull()) ? code : inner),
				(detail != null) ? detail : type, message(error));
	}

	/**
	 * Mistral tells of a request that breaks its schema in an array of details, which
	 * stands beside or within the message (unverified).
	 * @param error the error
	 * @return its message, or {@code null}
	 */
	private static @Nullable String message(JsonNode error) {
		JsonNode message = error.path("message");
		if (message.isString()) {
			return message.stringValue();
		}
		JsonNode details = message.isObject() ? message.path("detail") : error.path("detail");
		JsonNode first = details.isArray() ? details.path(0).path("msg") : details;
		return first.isString() ? first.stringValue() : null;
	}

	/**
	 * A code ends in labels and messages, so it must look like one.
	 * @param node the value
	 * @return the code, or {@code null} where it is none
	 */
	private static @Nullable String word(JsonNode node) {
		if (!node.isValueNode() || node.isNull()) {
			return null;
		}
		String word = node.asString();
		return (word.length() <= MAX_WORD_LENGTH && word.matches("[A-Za-z0-9._-]+")) ? word : null;
	}

	@Override
	public String toString() {
		return "WireError[code=" + this.code + ", type=" + this.type + "]";
	}

}
