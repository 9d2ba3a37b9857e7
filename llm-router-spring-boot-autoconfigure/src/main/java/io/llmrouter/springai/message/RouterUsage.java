package io.llmrouter.springai.message;

import java.util.Objects;

import io.llmrouter.chat.TokenUsage;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.metadata.Usage;

/**
 * Usage in Spring AI's shape, which has no unknown: a count that is not known is 0 here,
 * as with Spring AI's own models, and {@code null} in the native usage.
 *
 * @param counts the counts
 * @since 0.1.0
 */
public record RouterUsage(TokenUsage counts) implements Usage {

	public RouterUsage {
		Objects.requireNonNull(counts, "'counts' must not be null");
	}

	@Override
	public Integer getPromptTokens() {
		return number(this.counts.inputTokens());
	}

	@Override
	public Integer getCompletionTokens() {
		return number(this.counts.outputTokens());
	}

	@Override
	public TokenUsage getNativeUsage() {
		return this.counts;
	}

	@Override
	public @Nullable Long getCacheReadInputTokens() {
		return this.counts.cacheReadTokens();
	}

	@Override
	public @Nullable Long getCacheWriteInputTokens() {
		return this.counts.cacheWriteTokens();
	}

	private static Integer number(@Nullable Long count) {
		return (count != null) ? Math.toIntExact(Math.min(count, Integer.MAX_VALUE)) : 0;
	}

}
