package io.llmrouter.provider.openai;

import java.math.BigDecimal;

import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.wire.WireJson;
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
		UsageFields fields = new UsageFields();
		fields.input = WireJson.count(usage.path("prompt_tokens"));
		fields.completion = WireJson.count(usage.path("completion_tokens"));
		fields.total = WireJson.count(usage.path("total_tokens"));
		fields.reasoning = WireJson.count(usage.path("completion_tokens_details").path("reasoning_tokens"));
		fields.cacheHits = WireJson.count(usage.path("prompt_cache_hit_tokens"));
		JsonNode inputDetails = usage.path("prompt_tokens_details");
		fields.cached = WireJson.count(inputDetails.path("cached_tokens"));
		fields.cacheWrites = WireJson.count(inputDetails.path("cache_write_tokens"));
		fields.cacheCreation = WireJson.count(inputDetails.path("cache_creation_input_tokens"));
		fields.costUsd = cost(usage);
		return fields.toUsage();
	}

	/**
	 * Read the cost as the provider reports it. OpenRouter charges for calls with a key
	 * of the user's own at another provider its fee only, and tells beside it what the
	 * other one charged.
	 * @param usage the usage object
	 * @return the cost in US dollars, or {@code null} where none is reported
	 */
	private static @Nullable BigDecimal cost(JsonNode usage) {
		JsonNode ticks = usage.path("cost_in_usd_ticks");
		if (ticks.isIntegralNumber() && ticks.canConvertToLong()) {
			return BigDecimal.valueOf(ticks.longValue(), TICK_SCALE);
		}
		BigDecimal cost = amount(usage.path("cost"));
		BigDecimal upstream = amount(usage.path("cost_details").path("upstream_inference_cost"));
		if (cost == null || upstream == null || !usage.path("is_byok").asBoolean(false)) {
			return cost;
		}
		return cost.add(upstream);
	}

	private static @Nullable BigDecimal amount(JsonNode node) {
		boolean valid = node.isNumber() && node.doubleValue() >= 0 && Double.isFinite(node.doubleValue());
		return valid ? node.decimalValue() : null;
	}

}
