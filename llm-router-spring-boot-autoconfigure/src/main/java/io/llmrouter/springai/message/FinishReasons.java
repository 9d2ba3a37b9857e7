package io.llmrouter.springai.message;

import java.util.Locale;

import io.llmrouter.chat.FinishReason;
import org.jspecify.annotations.Nullable;

/**
 * Reasons to finish, which Spring AI hands on in the words of each provider.
 *
 * @since 0.1.0
 */
public final class FinishReasons {

	private FinishReasons() {
	}

	/**
	 * Read a reason.
	 * @param word the provider's word, or {@code null}
	 * @return the reason, {@link FinishReason#UNKNOWN} where the word is none that is
	 * known
	 */
	public static FinishReason read(@Nullable String word) {
		if (word == null) {
			return FinishReason.UNKNOWN;
		}
		return switch (word.toLowerCase(Locale.ROOT)) {
			case "stop", "end_turn", "stop_sequence", "complete", "completed", "eos" -> FinishReason.STOP;
			case "length", "max_tokens", "max_output_tokens" -> FinishReason.LENGTH;
			case "tool_calls", "tool_call", "tool_use", "function_call" -> FinishReason.TOOL_CALLS;
			case "content_filter", "content_filtered", "safety", "blocklist", "prohibited_content", "spii",
					"guardrail_intervened" ->
				FinishReason.CONTENT_FILTER;
			case "refusal" -> FinishReason.REFUSAL;
			case "context_window", "model_context_window_exceeded" -> FinishReason.CONTEXT_WINDOW;
			case "pause", "pause_turn" -> FinishReason.PAUSE;
			case "error", "malformed_function_call" -> FinishReason.ERROR;
			default -> FinishReason.UNKNOWN;
		};
	}

	/**
	 * Write a reason.
	 * @param reason the reason
	 * @return its name in capitals, as Spring AI's model of OpenAI writes it, or
	 * {@code null} where it is unknown
	 */
	public static @Nullable String write(FinishReason reason) {
		return (reason != FinishReason.UNKNOWN) ? reason.name() : null;
	}

}
