package io.llmrouter.provider.ollama;

import io.llmrouter.chat.FinishReason;
import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * Table of the words for the end of an answer.
 */
final class OllamaFinish {

	private OllamaFinish() {
	}

	static FinishReason of(@Nullable String raw, boolean toolCalls) {
		if (raw == null) {
			return FinishReason.UNKNOWN;
		}
		return switch (raw) {
			// The server has no word of its own for tool calls.
			case "stop" -> toolCalls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
			case "length" -> FinishReason.LENGTH;
			default -> FinishReason.UNKNOWN;
		};
	}

	/**
	 * Return the failure that a reason tells of: the server only loaded or unloaded the
	 * model, which no one asked for, and did not answer.
	 * @param raw the server's word
	 * @return the type of the failure, or {@code null} for a true finish
	 */
	static @Nullable ErrorType failure(@Nullable String raw) {
		return ("load".equals(raw) || "unload".equals(raw)) ? ErrorType.INVALID_RESPONSE : null;
	}

}
