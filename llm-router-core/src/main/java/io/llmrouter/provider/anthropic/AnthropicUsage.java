package io.llmrouter.provider.anthropic;

import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.wire.WireJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Counts of one answer as the protocol tells them. Those of a stream come in several
 * pieces, each of which holds totals so far: the last one of each field counts, and
 * nothing is added up.
 *
 * @param input the prompt tokens that neither came from the cache nor went there
 * @param cacheRead the prompt tokens read from the cache
 * @param cacheWrite the prompt tokens written to the cache
 * @param output all output tokens
 * @param thinking the part of the output spent on thinking
 */
record AnthropicUsage(@Nullable Long input, @Nullable Long cacheRead, @Nullable Long cacheWrite, @Nullable Long output,
		@Nullable Long thinking) {

	static final AnthropicUsage NONE = new AnthropicUsage(null, null, null, null, null);

	/**
	 * Return a copy in which the counts of a usage object replace those known so far.
	 * @param usage the usage object, or a missing node
	 * @return the copy
	 */
	AnthropicUsage with(JsonNode usage) {
		return new AnthropicUsage(last(usage.path("input_tokens"), this.input),
				last(usage.path("cache_read_input_tokens"), this.cacheRead),
				last(usage.path("cache_creation_input_tokens"), this.cacheWrite),
				last(usage.path("output_tokens"), this.output),
				last(usage.path("output_tokens_details").path("thinking_tokens"), this.thinking));
	}

	/**
	 * Return a copy without the output.
	 * @return the copy
	 */
	AnthropicUsage withoutOutput() {
		return new AnthropicUsage(this.input, this.cacheRead, this.cacheWrite, null, null);
	}

	@Nullable TokenUsage toTokenUsage() {
		if (this.input == null && this.output == null) {
			return null;
		}
		return new TokenUsage(allInput(), this.output, this.cacheRead, this.cacheWrite, this.thinking, false, null);
	}

	private @Nullable Long allInput() {
		if (this.input == null) {
			return null;
		}
		long read = (this.cacheRead != null) ? this.cacheRead : 0;
		long written = (this.cacheWrite != null) ? this.cacheWrite : 0;
		return this.input + read + written;
	}

	private static @Nullable Long last(JsonNode node, @Nullable Long before) {
		Long count = WireJson.count(node);
		return (count != null) ? count : before;
	}

}
