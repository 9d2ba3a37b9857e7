package io.llmrouter.provider.anthropic;

import io.llmrouter.chat.FinishReason;
import org.jspecify.annotations.Nullable;

/**
 * Table of stop reasons.
 */
final class AnthropicFinish {

	private AnthropicFinish() {
	}

	static FinishReason of(@Nullable String raw) {
		if (raw == null) {
			return FinishReason.UNKNOWN;
		}
		return switch (raw) {
			case "end_turn", "stop_sequence" -> FinishReason.STOP;
			case "max_tokens" -> FinishReason.LENGTH;
			case "tool_use" -> FinishReason.TOOL_CALLS;
			case "refusal" -> FinishReason.REFUSAL;
			case "model_context_window_exceeded" -> FinishReason.CONTEXT_WINDOW;
			case "pause_turn" -> FinishReason.PAUSE;
			default -> FinishReason.UNKNOWN;
		};
	}

}
