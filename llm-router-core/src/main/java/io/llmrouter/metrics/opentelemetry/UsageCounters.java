package io.llmrouter.metrics.opentelemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.llmrouter.chat.TokenUsage;
import io.llmrouter.metrics.MeterNames.OpenTelemetry;
import io.llmrouter.metrics.TokenMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

/**
 * Tokens as the newer conventions count them: counters for totals, and summaries of input
 * and output for what one call takes. The modality of tokens is not known. Thread-safe.
 */
final class UsageCounters implements TokenMeters {

	private final MeterRegistry registry;

	private final Tags tags;

	private final Tags counterTags;

	private final Map<String, Counter> counters = new ConcurrentHashMap<>();

	private final Map<String, DistributionSummary> summaries = new ConcurrentHashMap<>();

	UsageCounters(MeterRegistry registry, Tags tags) {
		this.registry = registry;
		this.tags = tags;
		this.counterTags = tags.and(OpenTelemetry.TOKEN_MODALITY, "unknown");
	}

	@Override
	public void record(TokenUsage usage) {
		count(OpenTelemetry.INPUT_TOKENS, "Input tokens, cached ones included", usage.inputTokens());
		count(OpenTelemetry.OUTPUT_TOKENS, "Output tokens, reasoning included", usage.outputTokens());
		count(OpenTelemetry.CACHE_READ_TOKENS, "Input tokens read from a cache", usage.cacheReadTokens());
		count(OpenTelemetry.CACHE_WRITE_TOKENS, "Input tokens written to a cache", usage.cacheWriteTokens());
		count(OpenTelemetry.REASONING_TOKENS, "Output tokens spent on reasoning", usage.reasoningTokens());
		summarize(OpenTelemetry.CALL_INPUT_TOKENS, "Input tokens of one call", usage.inputTokens());
		summarize(OpenTelemetry.CALL_OUTPUT_TOKENS, "Output tokens of one call", usage.outputTokens());
	}

	private void count(String name, String description, @Nullable Long tokens) {
		if (tokens != null && tokens >= 0) {
			this.counters
				.computeIfAbsent(name,
						(key) -> Counter.builder(key)
							.description(description)
							.tags(this.counterTags)
							.register(this.registry))
				.increment(tokens);
		}
	}

	private void summarize(String name, String description, @Nullable Long tokens) {
		if (tokens != null && tokens >= 0) {
			this.summaries
				.computeIfAbsent(name,
						(key) -> DistributionSummary.builder(key)
							.description(description)
							.tags(this.tags)
							.register(this.registry))
				.record(tokens);
		}
	}

}
