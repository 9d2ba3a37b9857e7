package io.llmrouter.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.llmrouter.chat.TokenUsage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

/**
 * Counters of tokens under the router's own names, and that of estimates, which no other
 * convention knows. Thread-safe.
 */
final class RouterTokenMeters implements TokenMeters {

	private final MeterRegistry registry;

	private final Tags tags;

	private final Map<TokenType, Counter> counters = new ConcurrentHashMap<>();

	RouterTokenMeters(MeterRegistry registry, Tags tags) {
		this.registry = registry;
		this.tags = tags;
	}

	@Override
	public void record(TokenUsage usage) {
		if (usage.estimated()) {
			count(TokenType.ESTIMATED_INPUT, usage.inputTokens());
			count(TokenType.ESTIMATED_OUTPUT, usage.outputTokens());
			return;
		}
		count(TokenType.INPUT, usage.inputTokens());
		count(TokenType.OUTPUT, usage.outputTokens());
		count(TokenType.CACHE_READ, usage.cacheReadTokens());
		count(TokenType.CACHE_WRITE, usage.cacheWriteTokens());
		count(TokenType.REASONING, usage.reasoningTokens());
	}

	private void count(TokenType type, @Nullable Long tokens) {
		// Some registries throw on a negative amount, and no provider means one.
		if (tokens != null && tokens >= 0) {
			this.counters.computeIfAbsent(type, this::register).increment(tokens);
		}
	}

	private Counter register(TokenType type) {
		return Counter.builder(type.meter)
			.description(type.description)
			.tags(this.tags)
			.tag(MeterNames.TYPE, type.code)
			.register(this.registry);
	}

	/**
	 * Types of token, and the counter each belongs to.
	 */
	private enum TokenType {

		INPUT(MeterNames.TOKENS, "input", TokenType.REPORTED),

		OUTPUT(MeterNames.TOKENS, "output", TokenType.REPORTED),

		CACHE_READ(MeterNames.TOKENS_DETAIL, "cache_read", TokenType.PART),

		CACHE_WRITE(MeterNames.TOKENS_DETAIL, "cache_write", TokenType.PART),

		REASONING(MeterNames.TOKENS_DETAIL, "reasoning", TokenType.PART),

		ESTIMATED_INPUT(MeterNames.TOKENS_ESTIMATED, "input", TokenType.ESTIMATED),

		ESTIMATED_OUTPUT(MeterNames.TOKENS_ESTIMATED, "output", TokenType.ESTIMATED);

		private static final String REPORTED = "Tokens used, cached and reasoning ones included";

		private static final String PART = "Cached and reasoning tokens, which are a part of the tokens used";

		private static final String ESTIMATED = "Tokens of calls that were cut short, as estimated";

		private final String meter;

		private final String code;

		private final String description;

		TokenType(String meter, String code, String description) {
			this.meter = meter;
			this.code = code;
			this.description = description;
		}

	}

}
