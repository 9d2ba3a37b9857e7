package io.llmrouter.provider.openai;

import java.math.BigDecimal;

import io.llmrouter.chat.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a {@code usage} object in its many dialects, each {@code null} where it is
 * not told. However they were read, this is what they mean.
 */
final class UsageFields {

	@Nullable Long input;

	@Nullable Long completion;

	@Nullable Long total;

	@Nullable Long reasoning;

	@Nullable Long cached;

	@Nullable Long cacheHits;

	@Nullable Long cacheWrites;

	@Nullable Long cacheCreation;

	@Nullable BigDecimal costUsd;

	/**
	 * Return the usage.
	 * @return the usage, or {@code null} where neither input nor output is told
	 */
	@Nullable TokenUsage toUsage() {
		if (this.input == null && this.completion == null) {
			return null;
		}
		return new TokenUsage(this.input, output(), (this.cached != null) ? this.cached : this.cacheHits,
				(this.cacheWrites != null) ? this.cacheWrites : this.cacheCreation, this.reasoning, false,
				this.costUsd);
	}

	/**
	 * xAI counts reasoning beside the completion, all others within it; the total tells
	 * which.
	 * @return all output tokens
	 */
	private @Nullable Long output() {
		if (this.input == null || this.completion == null || this.reasoning == null || this.total == null
				|| this.reasoning == 0) {
			return this.completion;
		}
		long both = this.completion + this.reasoning;
		return (this.total == this.input + both) ? Long.valueOf(both) : this.completion;
	}

}
