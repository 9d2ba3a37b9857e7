package io.llmrouter.metrics.opentelemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.llmrouter.chat.TokenUsage;
import io.llmrouter.metrics.MeterNames.OpenTelemetry;
import io.llmrouter.metrics.TokenMeters;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

/**
 * Tokens as semantic conventions 1.41 count them: one summary, with a tag for input and
 * output. Thread-safe.
 */
final class UsageSummaries implements TokenMeters {

	private final MeterRegistry registry;

	private final Tags tags;

	private final Map<String, DistributionSummary> summaries = new ConcurrentHashMap<>();

	UsageSummaries(MeterRegistry registry, Tags tags) {
		this.registry = registry;
		this.tags = tags;
	}

	@Override
	public void record(TokenUsage usage) {
		record("input", usage.inputTokens());
		record("output", usage.outputTokens());
	}

	private void record(String type, @Nullable Long tokens) {
		if (tokens != null && tokens >= 0) {
			this.summaries.computeIfAbsent(type, this::register).record(tokens);
		}
	}

	private DistributionSummary register(String type) {
		return DistributionSummary.builder(OpenTelemetry.TOKEN_USAGE)
			.description("Tokens of one call")
			.tags(this.tags)
			.tag(OpenTelemetry.TOKEN_TYPE, type)
			.register(this.registry);
	}

}
