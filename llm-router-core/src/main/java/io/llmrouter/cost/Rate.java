package io.llmrouter.cost;

import java.math.BigDecimal;

import io.llmrouter.chat.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * Price in whole picodollars (10<sup>-12</sup> USD) a token, with which the cost of a
 * call is exact and leaves no garbage: <pre>
 * (input − cache read − cache write) · p<sub>input</sub> + cache read · p<sub>read</sub>
 *     + cache write · p<sub>write</sub> + (output − reasoning) · p<sub>output</sub>
 *     + reasoning · p<sub>reasoning</sub>
 * </pre> A prompt beyond a bound of the price has the price of long prompts for all its
 * tokens. With at most 10<sup>8</sup> tokens of a kind and 10<sup>10</sup> picodollars a
 * token nothing overflows.
 */
final class Rate {

	// No model reads or writes so many in one call: such a count is no count.
	private static final long MOST_TOKENS = 100_000_000;

	private final long input;

	private final long output;

	private final long cacheRead;

	private final long cacheWrite;

	private final long reasoning;

	private final long longAbove;

	private final @Nullable Rate longRate;

	private Rate(Price price) {
		this.input = picos(price.inputUsd());
		this.output = picos(price.outputUsd());
		this.cacheRead = (price.cacheReadUsd() != null) ? picos(price.cacheReadUsd()) : this.input;
		this.cacheWrite = (price.cacheWriteUsd() != null) ? picos(price.cacheWriteUsd()) : this.input;
		this.reasoning = (price.reasoningUsd() != null) ? picos(price.reasoningUsd()) : this.output;
		Price.LongPrompt longPrompt = price.longPrompt();
		this.longAbove = (longPrompt != null) ? longPrompt.aboveInputTokens() : Long.MAX_VALUE;
		this.longRate = (longPrompt != null) ? new Rate(longPrompt.price()) : null;
	}

	static @Nullable Rate of(@Nullable Price price) {
		return (price != null) ? new Rate(price) : null;
	}

	// USD per million tokens with six decimals: a unit of the last one is a picodollar a
	// token.
	private static long picos(BigDecimal usd) {
		return usd.movePointRight(Price.DECIMALS).longValueExact();
	}

	/**
	 * Compute the cost of a call.
	 * @param usage the tokens used
	 * @return the picodollars, or {@link CallCosts#UNKNOWN} where a count is missing
	 */
	long cost(TokenUsage usage) {
		Long all = usage.inputTokens();
		Long output = usage.outputTokens();
		if (all == null || output == null || !isCount(all) || !isCount(output)) {
			return CallCosts.UNKNOWN;
		}
		return cost(all, part(usage.cacheReadTokens()), part(usage.cacheWriteTokens()), output,
				part(usage.reasoningTokens()));
	}

	/**
	 * Compute the cost of a call that reads and writes no cache.
	 * @param inputTokens the input tokens
	 * @param outputTokens the output tokens
	 * @return the picodollars
	 */
	long cost(long inputTokens, long outputTokens) {
		return cost(Math.min(inputTokens, MOST_TOKENS), 0, 0, Math.min(outputTokens, MOST_TOKENS), 0);
	}

	private long cost(long all, long cacheRead, long cacheWrite, long output, long reasoning) {
		if (this.longRate != null && all > this.longAbove) {
			return this.longRate.cost(all, cacheRead, cacheWrite, output, reasoning);
		}
		long read = Math.min(cacheRead, all);
		long written = Math.min(cacheWrite, all - read);
		long thought = Math.min(reasoning, output);
		return (all - read - written) * this.input + read * this.cacheRead + written * this.cacheWrite
				+ (output - thought) * this.output + thought * this.reasoning;
	}

	private static boolean isCount(@Nullable Long tokens) {
		return tokens != null && tokens >= 0 && tokens <= MOST_TOKENS;
	}

	private static long part(@Nullable Long tokens) {
		return (tokens != null) ? Math.max(tokens, 0) : 0;
	}

}
