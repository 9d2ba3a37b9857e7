package io.llmrouter.chat;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * Tokens that one call used, in one meaning for all providers: input includes cached
 * tokens, output includes reasoning tokens. A count that the provider did not give is
 * {@code null}, never 0.
 *
 * @param inputTokens all tokens of the prompt, cached ones included
 * @param outputTokens all generated tokens, reasoning included
 * @param cacheReadTokens the part of the input read from the provider's prompt cache
 * @param cacheWriteTokens the part of the input written to the provider's prompt cache
 * @param reasoningTokens the part of the output spent on reasoning
 * @param estimated whether the counts are an estimate, wholly or in part, because the
 * answer was cut short before the provider gave all of them
 * @param reportedCostUsd the cost in US dollars as the provider itself reported it
 * @since 0.1.0
 */
public record TokenUsage(@Nullable Long inputTokens, @Nullable Long outputTokens, @Nullable Long cacheReadTokens,
		@Nullable Long cacheWriteTokens, @Nullable Long reasoningTokens, boolean estimated,
		@Nullable BigDecimal reportedCostUsd) {

	/**
	 * Create a usage of which only the two totals are known.
	 * @param inputTokens all tokens of the prompt
	 * @param outputTokens all generated tokens
	 * @return the usage
	 */
	public static TokenUsage of(long inputTokens, long outputTokens) {
		return new TokenUsage(inputTokens, outputTokens, null, null, null, false, null);
	}

	/**
	 * Return input and output together.
	 * @return the sum, or {@code null} where one of the two is unknown
	 */
	public @Nullable Long totalTokens() {
		if (this.inputTokens == null || this.outputTokens == null) {
			return null;
		}
		return this.inputTokens + this.outputTokens;
	}

}
