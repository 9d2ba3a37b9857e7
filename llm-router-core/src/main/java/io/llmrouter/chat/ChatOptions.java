package io.llmrouter.chat;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How the model should answer. What is {@code null} is left to the provider.
 *
 * @param maxOutputTokens the most tokens to generate, at least 1
 * @param temperature the randomness, from 0 to 2
 * @param topP the nucleus sampling share, over 0 up to 1
 * @param topK how many of the likeliest tokens are sampled, at least 1
 * @param frequencyPenalty the penalty for frequent tokens, from -2 to 2
 * @param presencePenalty the penalty for tokens already used, from -2 to 2
 * @param seed the seed of a repeatable sampling
 * @param stop the texts at which the model stops; empty for none
 * @param reasoningEffort how much a reasoning model should think
 * @param responseFormat the shape of the answer; {@code null} for free text
 * @param toolChoice whether tools may, must or must not be called
 * @param parallelToolCalls whether several tools may be called in one turn
 * @param extra further fields of the provider's own request format, sent as they are
 * @param wireFields fields that only providers of one wire understand and others refuse;
 * {@code null} for none
 * @since 0.1.0
 */
public record ChatOptions(@Nullable Integer maxOutputTokens, @Nullable Double temperature, @Nullable Double topP,
		@Nullable Integer topK, @Nullable Double frequencyPenalty, @Nullable Double presencePenalty,
		@Nullable Long seed, List<String> stop, @Nullable ReasoningEffort reasoningEffort,
		@Nullable ResponseFormat responseFormat, @Nullable ToolChoice toolChoice, @Nullable Boolean parallelToolCalls,
		Map<String, Object> extra, @Nullable WireFields wireFields) {

	private static final ChatOptions DEFAULTS = new ChatOptions(null, null, null, null, null, null, null, List.of(),
			null, null, null, null, Map.of(), null);

	public ChatOptions {
		stop = List.copyOf(stop);
		extra = Map.copyOf(extra);
	}

	/**
	 * Return the options that leave everything to the provider.
	 * @return the options
	 */
	public static ChatOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Return a text without stop texts and extra values, which may hold content.
	 * @return the text
	 */
	@Override
	public String toString() {
		return "ChatOptions[maxOutputTokens=" + this.maxOutputTokens + ", temperature=" + this.temperature + ", topP="
				+ this.topP + ", reasoningEffort=" + this.reasoningEffort + ", stop=" + this.stop.size() + ", extra="
				+ this.extra.keySet() + ", wireFields=" + this.wireFields + "]";
	}

}
