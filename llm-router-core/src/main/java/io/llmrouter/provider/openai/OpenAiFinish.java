package io.llmrouter.provider.openai;

import io.llmrouter.chat.FinishReason;
import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * Table of finish reasons, those of the compatible providers included.
 */
final class OpenAiFinish {

	private OpenAiFinish() {
	}

	static FinishReason of(@Nullable String raw) {
		if (raw == null) {
			return FinishReason.UNKNOWN;
		}
		return switch (raw) {
			case "stop", "eos", "end_turn", "stop_sequence" -> FinishReason.STOP;
			case "length", "max_tokens" -> FinishReason.LENGTH;
			case "tool_calls", "function_call", "tool_use" -> FinishReason.TOOL_CALLS;
			case "content_filter", "sensitive" -> FinishReason.CONTENT_FILTER;
			case "refusal" -> FinishReason.REFUSAL;
			case "model_length", "model_context_window_exceeded" -> FinishReason.CONTEXT_WINDOW;
			default -> FinishReason.UNKNOWN;
		};
	}

	/**
	 * Return the failure that some providers report as a finish reason.
	 * @param raw the provider's word
	 * @return the type of the failure, or {@code null} for a true finish
	 */
	static @Nullable ErrorType failure(@Nullable String raw) {
		if (raw == null) {
			return null;
		}
		return switch (raw) {
			// A server that was told to stop (vLLM, SGLang) cut the answer, too.
			case "error", "network_error", "abort", "aborted" -> ErrorType.SERVER_ERROR;
			case "insufficient_system_resource" -> ErrorType.OVERLOADED;
			default -> null;
		};
	}

}
