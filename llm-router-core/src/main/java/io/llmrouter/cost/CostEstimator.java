package io.llmrouter.cost;

import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.llmrouter.call.ChatCall;
import io.llmrouter.call.ChatCallListener;
import io.llmrouter.call.Outcome;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * Estimator of what a request would cost before it is sent: its input tokens, guessed
 * from its length, and the output tokens that the model wrote lately, both at the model's
 * price. The output is an exponentially weighted moving average over successful calls,
 * <pre>
 * average ← average + 0.1 · (tokens − average)
 * </pre> so that the last ten calls make two thirds of it; a request's own limit caps it.
 * Before the first call it is 256 tokens. Thread-safe; keeps averages of at most 1,000
 * pairs of provider and model, and reads neither meters nor statistics.
 *
 * @since 0.1.0
 */
public final class CostEstimator implements ChatCallListener {

	private static final double WEIGHT = 0.1;

	private static final long DEFAULT_OUTPUT_TOKENS = 256;

	private static final int MAX_PAIRS = 1_000;

	private final CallCosts costs;

	private final Map<Pair, AtomicLong> outputs = new ConcurrentHashMap<>();

	/**
	 * Create an estimator.
	 * @param costs the costs, whose prices are used
	 */
	public CostEstimator(CallCosts costs) {
		this.costs = costs;
	}

	@Override
	public void callEnded(ChatCall call) {
		TokenUsage usage = call.usage();
		Long tokens = (usage != null) ? usage.outputTokens() : null;
		if (call.outcome() != Outcome.SUCCESS || tokens == null || tokens < 0) {
			return;
		}
		Pair pair = new Pair(call.provider(), call.model());
		AtomicLong average = this.outputs.get(pair);
		if (average == null && this.outputs.size() < MAX_PAIRS) {
			average = this.outputs.putIfAbsent(pair, new AtomicLong(Double.doubleToRawLongBits(tokens)));
		}
		if (average != null) {
			average.accumulateAndGet(tokens, CostEstimator::moved);
		}
	}

	private static long moved(long bits, long tokens) {
		double average = Double.longBitsToDouble(bits);
		return Double.doubleToRawLongBits(average + WEIGHT * (tokens - average));
	}

	/**
	 * Estimate the cost of a request.
	 * @param provider the configured name of the provider
	 * @param model the model label
	 * @param request the request
	 * @return the cost in US dollars, or {@code null} where the price is not known
	 */
	public @Nullable BigDecimal estimateUsd(String provider, String model, ChatRequest request) {
		Rate rate = this.costs.rate(provider, model);
		return (rate != null)
				? CallCosts.usd(rate.cost(PromptSize.tokens(request), outputTokens(provider, model, request))) : null;
	}

	private long outputTokens(String provider, String model, ChatRequest request) {
		AtomicLong average = this.outputs.get(new Pair(provider, model));
		long expected = (average != null) ? Math.round(Double.longBitsToDouble(average.get())) : DEFAULT_OUTPUT_TOKENS;
		Integer limit = request.options().maxOutputTokens();
		return (limit != null) ? Math.max(Math.min(limit, expected), 0) : expected;
	}

	/**
	 * What an average belongs to.
	 *
	 * @param provider the configured name of the provider
	 * @param model the model label
	 */
	private record Pair(String provider, String model) {
	}

}
