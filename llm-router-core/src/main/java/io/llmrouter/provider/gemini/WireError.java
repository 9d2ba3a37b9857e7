package io.llmrouter.provider.gemini;

import io.llmrouter.provider.wire.WireJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Error as it stands in a body.
 *
 * @param status the status in words, or {@code null}
 * @param reason the reason of its {@code ErrorInfo}, or {@code null}
 * @param message the message, not yet redacted, or {@code null}
 * @param httpStatus the HTTP status that stands in the body, or {@code null}
 * @param retryDelay the wait of its {@code RetryInfo}, or {@code null}
 * @param daily whether a quota per day is used up
 */
record WireError(@Nullable String status, @Nullable String reason, @Nullable String message,
		@Nullable Integer httpStatus, @Nullable String retryDelay, boolean daily) {

	/**
	 * Read an error; alone or as the first of an array.
	 * @param body the body
	 * @return the error, empty where nothing was found
	 */
	static WireError read(JsonNode body) {
		JsonNode root = body.isArray() ? body.path(0) : body;
		JsonNode error = root.path("error");
		JsonNode details = error.path("details");
		return new WireError(WireJson.word(error.path("status")), WireJson.word(field(details, "ErrorInfo", "reason")),
				text(error.isString() ? error : error.path("message")), httpStatus(error.path("code")),
				text(field(details, "RetryInfo", "retryDelay")), isDaily(details));
	}

	/**
	 * Return the most telling code.
	 * @return the reason, else the status in words, else {@code null}
	 */
	@Nullable String code() {
		return (this.reason != null) ? this.reason : this.status;
	}

	private static JsonNode field(JsonNode details, String type, String field) {
		for (JsonNode detail : details) {
			JsonNode value = detail.path(field);
			if (isOfType(detail, type) && value.isString()) {
				return value;
			}
		}
		return details.path("");
	}

	private static boolean isDaily(JsonNode details) {
		for (JsonNode detail : details) {
			if (isOfType(detail, "QuotaFailure") && hasDailyQuota(detail.path("violations"))) {
				return true;
			}
		}
		return false;
	}

	private static boolean hasDailyQuota(JsonNode violations) {
		for (JsonNode violation : violations) {
			if (violation.path("quotaId").asString("").contains("PerDay")) {
				return true;
			}
		}
		return false;
	}

	private static boolean isOfType(JsonNode detail, String type) {
		return detail.path("@type").asString("").endsWith("google.rpc." + type);
	}

	private static @Nullable Integer httpStatus(JsonNode code) {
		boolean status = code.isInt() && code.intValue() >= 400 && code.intValue() < 600;
		return status ? Integer.valueOf(code.intValue()) : null;
	}

	private static @Nullable String text(JsonNode node) {
		return node.isString() ? node.stringValue() : null;
	}

	@Override
	public String toString() {
		return "WireError[status=" + this.status + ", reason=" + this.reason + "]";
	}

}
