package io.llmrouter.sample;

import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * Answer to a question.
 *
 * @param text the answer's text
 * @param provider the configured name of the provider that answered
 * @param model the model as the provider named it, or {@code null}
 * @param usage the tokens used, or {@code null} where they are unknown
 */
record ChatAnswer(String text, String provider, @Nullable String model, @Nullable Usage usage) {

	static ChatAnswer of(ChatResponse response) {
		return new ChatAnswer(response.text(), response.provider(), response.model(), Usage.of(response.usage()));
	}

	/**
	 * Tokens used.
	 *
	 * @param inputTokens tokens of the prompt, or {@code null} where unknown
	 * @param outputTokens tokens of the answer, or {@code null} where unknown
	 * @param totalTokens both together, or {@code null} where one is unknown
	 */
	record Usage(@Nullable Long inputTokens, @Nullable Long outputTokens, @Nullable Long totalTokens) {

		static @Nullable Usage of(@Nullable TokenUsage usage) {
			return (usage != null) ? new Usage(usage.inputTokens(), usage.outputTokens(), usage.totalTokens()) : null;
		}

	}

}
