package io.llmrouter.provider.gemini;

import io.llmrouter.chat.FinishReason;
import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * Table of finish reasons.
 */
final class GeminiFinish {

	private GeminiFinish() {
	}

	/**
	 * Return the normalised reason.
	 * @param raw the provider's word, or {@code null}
	 * @param called whether the answer holds tool calls, which no word of its own tells
	 * @return the reason
	 */
	static FinishReason of(@Nullable String raw, boolean called) {
		if (raw == null) {
			return FinishReason.UNKNOWN;
		}
		return switch (raw) {
			case "STOP" -> called ? FinishReason.TOOL_CALLS : FinishReason.STOP;
			case "MAX_TOKENS" -> FinishReason.LENGTH;
			case "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY",
					"IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION" ->
				FinishReason.CONTENT_FILTER;
			case "NO_IMAGE", "IMAGE_OTHER", "TOO_MANY_TOOL_CALLS" -> FinishReason.ERROR;
			default -> FinishReason.UNKNOWN;
		};
	}

	/**
	 * Return the failure that is reported as a finish reason: an answer that the model
	 * botched, which another attempt may not.
	 * @param raw the provider's word, or {@code null}
	 * @return the type of the failure, or {@code null} for a true finish
	 */
	static @Nullable ErrorType failure(@Nullable String raw) {
		if (raw == null) {
			return null;
		}
		return switch (raw) {
			case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "MALFORMED_RESPONSE" -> ErrorType.INVALID_RESPONSE;
			case "MISSING_THOUGHT_SIGNATURE" -> ErrorType.INVALID_REQUEST;
			default -> null;
		};
	}

}
