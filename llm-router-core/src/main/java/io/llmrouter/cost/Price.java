package io.llmrouter.cost;

import java.math.BigDecimal;
import java.math.RoundingMode;

import org.jspecify.annotations.Nullable;

/**
 * Price of a model in US dollars per million tokens, each from 0 to 10,000 and kept to
 * six decimals, which is a millionth of a millionth of a dollar a token.
 *
 * @param inputUsd the price of input tokens
 * @param outputUsd the price of output tokens
 * @param cacheReadUsd the price of input tokens read from the prompt cache, or
 * {@code null} where they cost what other input costs
 * @param cacheWriteUsd the price of input tokens written to the prompt cache, or
 * {@code null} where they cost what other input costs
 * @param reasoningUsd the price of output tokens spent on reasoning, or {@code null}
 * where they cost what other output costs
 * @param longPrompt the price of long prompts, or {@code null} where the length does not
 * matter
 * @since 0.1.0
 */
public record Price(BigDecimal inputUsd, BigDecimal outputUsd, @Nullable BigDecimal cacheReadUsd,
		@Nullable BigDecimal cacheWriteUsd, @Nullable BigDecimal reasoningUsd, @Nullable LongPrompt longPrompt) {

	/** The decimals that a price keeps. */
	static final int DECIMALS = 6;

	private static final BigDecimal HIGHEST = BigDecimal.valueOf(10_000);

	/**
	 * Check and round the prices.
	 * @throws IllegalArgumentException if one is negative or more than 10,000
	 */
	public Price {
		inputUsd = checked("input", inputUsd);
		outputUsd = checked("output", outputUsd);
		cacheReadUsd = (cacheReadUsd != null) ? checked("cache read", cacheReadUsd) : null;
		cacheWriteUsd = (cacheWriteUsd != null) ? checked("cache write", cacheWriteUsd) : null;
		reasoningUsd = (reasoningUsd != null) ? checked("reasoning", reasoningUsd) : null;
	}

	/**
	 * Create a price that tells input and output apart and nothing else.
	 * @param inputUsd the price of a million input tokens
	 * @param outputUsd the price of a million output tokens
	 * @return the price
	 */
	public static Price of(BigDecimal inputUsd, BigDecimal outputUsd) {
		return new Price(inputUsd, outputUsd, null, null, null, null);
	}

	private static BigDecimal checked(String what, BigDecimal usd) {
		if (usd.signum() < 0 || usd.compareTo(HIGHEST) > 0) {
			throw new IllegalArgumentException(
					"Price of " + what + " '" + usd + "' is out of range; allowed are 0 to 10000 USD");
		}
		return usd.setScale(DECIMALS, RoundingMode.HALF_UP);
	}

	/**
	 * Price of all tokens of a call whose prompt is longer than a bound.
	 *
	 * @param aboveInputTokens the bound; longer prompts have this price
	 * @param price the price, which may have a further bound
	 * @since 0.1.0
	 */
	public record LongPrompt(long aboveInputTokens, Price price) {
	}

}
