package io.llmrouter.provider.anthropic;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Error as it stands in a body or an event.
 *
 * @param code the code in the details, or {@code null}
 * @param type the type, or {@code null}
 * @param message the message, not yet redacted, or {@code null}
 * @param requestId the provider's id of the request, or {@code null}
 */
record WireError(@Nullable String code, @Nullable String type, @Nullable String message, @Nullable String requestId) {

	private static final int MAX_WORD_LENGTH = 64;

	static WireError read(JsonNode body) {
		JsonNode error = body.path("error");
		JsonNode message = error.path("message");
		return new WireError(word(error.path("details").path("error_code")), word(error.path("type")),
				message.isString() ? message.stringValue() : null, word(body.path("request_id")));
	}

	/**
	 * Return the most specific of the provider's own words for the failure.
	 * @return the code, or the type where there is none
	 */
	@Nullable String mostSpecific() {
		return (this.code != null) ? this.code : this.type;
	}

	/**
	 * A code ends in labels and messages, so it must look like one.
	 * @param node the value
	 * @return the code, or {@code null} where it is none
	 */
	private static @Nullable String word(JsonNode node) {
		String word = node.isString() ? node.stringValue() : "";
		return (word.length() <= MAX_WORD_LENGTH && word.matches("[A-Za-z0-9._-]+")) ? word : null;
	}

	@Override
	public String toString() {
		return "WireError[code=" + this.code + ", type=" + this.type + "]";
	}

}
