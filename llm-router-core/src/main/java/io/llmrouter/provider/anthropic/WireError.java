package io.llmrouter.provider.anthropic;

import io.llmrouter.provider.wire.WireJson;
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

	static WireError read(JsonNode body) {
		JsonNode error = body.path("error");
		JsonNode message = error.path("message");
		return new WireError(WireJson.word(error.path("details").path("error_code")), WireJson.word(error.path("type")),
				message.isString() ? message.stringValue() : null, WireJson.word(body.path("request_id")));
	}

	/**
	 * Return the most specific of the provider's own words for the failure.
	 * @return the code, or the type where there is none
	 */
	@Nullable String mostSpecific() {
		return (this.code != null) ? this.code : this.type;
	}

	@Override
	public String toString() {
		return "WireError[code=" + this.code + ", type=" + this.type + "]";
	}

}
