package io.llmrouter.provider.openai;

import java.math.BigDecimal;

import io.llmrouter.chat.TokenUsage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reading of the {@code usage} object in its many dialects.
 */
final class OpenAiUsage {

	/** Ticks of xAI's {@code cost_in_usd_ticks} in one dollar: ten to the tenth power. */
	private static final int TICK_SCALE = 10;

	private OpenAiUsage() {
	}

	static @Nullable TokenUsage read(JsonNode usage) {
		Long input = count(usage.path("prompt_tokens"));
		Long completion = count(usage.path("completion_tokens"));
		if (input == null && completion == null) {
			return null;
		}
		JsonNode inputDetails = usage.path("prompt_tokens_details");
		Long reasoning = count(usage.path("completion_tokens_details").path("reasoning_tokens"));
		Long cacheRead = count(inputDetails.path("cached_tokens"));
		return new TokenUsage(input, output(usage, input, completion, reasoning),
				(cacheRead != null) ? cacheRead : count(usage.path("prompt_cache_hit_tokens")),
				count(inputDetails.path("cache_write_tokens")), reasoning, false, cost(usage));
	}

	/**
	 * xAI counts reasoning beside the completion, all others within it; the total tells
	 * which.
	 * @param usage the usage object
	 * @param input the prompt tokens
	 * @param completion the completion tokens
	 * @param reasoning the reasoning tokens
	 * @return all output tokens
	 */
	private static @Nullable Long output(JsonNode usage, @Nullable Long input, @Nullable Long completion,
			@Nullable Long reasoning) {
		Long total = count(usage.path("total_tokens"));
		if (input == null || completion == null || reasoning == null || total == null || reasoning == 0) {
			return completion;
		}
		return (total == input + completion + reasoning) ? Long.valueOf(completion + reasoning) : completion;
	}

	private static @Nullable BigDecimal cost(JsonNode usage) {
		JsonNode ticks = usage.path("cost_in_usd_ticks");
		if (ticks.isIntegralNumber() && ticks.canConvertToLong()) {
			return BigDecimal.valueOf(ticks.longValue(), TICK_SCALE);
		}
		JsonNode cost = usage.path("cost");
		return (cost.isNumber() && cost.doubleValue() >= 0) ? cost.decimalValue() : null;
	}

	private static @Nullable Long count(JsonNode node) {
		boolean valid = node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0;
		return valid ? Long.valueOf(node.longValue()) : null;
	}

}
