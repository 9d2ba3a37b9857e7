package io.llmrouter.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.llmrouter.chat.TokenUsage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Meters of one provider and model. Each is registered when its first value comes: a
 * token count that a provider never reports has no series, rather than one that reads 0.
 * Thread-safe.
 */
final class CallMeters {

	private final MeterRegistry registry;

	private final Tags tags;

	private final Map<TokenType, Counter> tokens = new ConcurrentHashMap<>();

	private volatile @Nullable Counter usefulCost;

	private volatile @Nullable Counter wastedCost;

	private volatile @Nullable Counter unpriced;

	private volatile @Nullable Timer timeToFirstToken;

	private volatile @Nullable Timer timePerOutputToken;

	CallMeters(MeterRegistry registry, String provider, String model) {
		this.registry = registry;
		this.tags = Tags.of(MeterNames.PROVIDER, provider, MeterNames.MODEL, model);
	}

	void timeToFirstToken(Duration time) {
		Timer timer = this.timeToFirstToken;
		if (timer == null) {
			timer = register(MeterNames.TIME_TO_FIRST_TOKEN, "Time from the call to the first content of a stream");
			this.timeToFirstToken = timer;
		}
		timer.record(time);
	}

	void timePerOutputToken(Duration time) {
		Timer timer = this.timePerOutputToken;
		if (timer == null) {
			timer = register(MeterNames.TIME_PER_OUTPUT_TOKEN,
					"Time per output token after the first of a complete stream");
			this.timePerOutputToken = timer;
		}
		timer.record(time);
	}

	void tokens(TokenUsage usage) {
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

	void usefulCost(double usd) {
		Counter counter = this.usefulCost;
		if (counter == null) {
			counter = cost("useful");
			this.usefulCost = counter;
		}
		counter.increment(usd);
	}

	void wastedCost(double usd) {
		Counter counter = this.wastedCost;
		if (counter == null) {
			counter = cost("wasted");
			this.wastedCost = counter;
		}
		counter.increment(usd);
	}

	void unpriced() {
		Counter counter = this.unpriced;
		if (counter == null) {
			counter = Counter.builder(MeterNames.UNPRICED)
				.description("Calls of which the cost is not known")
				.tags(this.tags)
				.register(this.registry);
			this.unpriced = counter;
		}
		counter.increment();
	}

	private Counter cost(String kind) {
		return Counter.builder(MeterNames.COST)
			.description("Estimated cost of calls; wasted is that of failed and cancelled ones")
			.baseUnit("usd")
			.tags(this.tags)
			.tag(MeterNames.KIND, kind)
			.register(this.registry);
	}

	private void count(TokenType type, @Nullable Long tokens) {
		// Some registries throw on a negative amount, and no provider means one.
		if (tokens != null && tokens >= 0) {
			this.tokens.computeIfAbsent(type, this::register).increment(tokens);
		}
	}

	private Timer register(String name, String description) {
		return Timer.builder(name).description(description).tags(this.tags).register(this.registry);
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
