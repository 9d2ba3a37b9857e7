package io.llmrouter.provider.gemini;

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

	private static final int MAX_WORD_LENGTH = 64;

	/**
	 * Read an error; alone or as the first of an array.
	 * @param body the body
	 * @return the error, empty where nothing was found
	 */
	static WireError read(JsonNode body) {
		JsonNode root = body.isArray() ? body.path(0) : body;
		JsonNode error = root.path("error");
		JsonNode details = error.path("details");
		return new WireError(word(error.path("status")), word(field(details, "ErrorInfo", "reason")),
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

	/**
	 * A code ends in labels and messages, so it must look like one.
	 * @param node the value
	 * @return the code, or {@code null} where it is none
	 */
	static @Nullable String word(JsonNode node) {
		String word = text(node);
		boolean valid = word != null && word.length() <= MAX_WORD_LENGTH && word.matches("[A-Za-z0-9._-]+");
		return valid ? word : null;
	}

	private static @Nullable String text(JsonNode node) {
		return node.isString() ? node.stringValue() : null;
	}

	@Override
	public String toString() {
		return "WireError[status=" + this.status + ", reason=" + this.reason + "]";
	}

}
