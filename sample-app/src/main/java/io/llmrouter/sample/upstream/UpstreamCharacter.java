package io.llmrouter.sample.upstream;

import java.time.Duration;
import java.util.stream.DoubleStream;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Character of one simulated provider: how fast it is, how much its speed varies and how
 * often it fails. Delays are log-normal, {@code median * exp(sigma * N(0, 1))}. The four
 * shares are parts of all requests, exclude each other and add up to at most 1.
 *
 * @param medianFirstToken median time until the first token
 * @param medianTokenInterval median time between two tokens
 * @param sigma spread of the delays, 0 (constant) to 3
 * @param rateLimitedShare requests answered by 429
 * @param overloadedShare requests answered by 503
 * @param slowStartShare requests whose first token takes eight times as long
 * @param cutShare requests whose connection is closed before the answer is complete
 * @since 0.1.0
 */
public record UpstreamCharacter(@DefaultValue("200ms") Duration medianFirstToken,
		@DefaultValue("20ms") Duration medianTokenInterval, @DefaultValue("0.3") double sigma,
		@DefaultValue("0") double rateLimitedShare, @DefaultValue("0") double overloadedShare,
		@DefaultValue("0") double slowStartShare, @DefaultValue("0") double cutShare) {

	private static final double MAX_SIGMA = 3;

	public UpstreamCharacter {
		requireNotNegative("median-first-token", medianFirstToken);
		requireNotNegative("median-token-interval", medianTokenInterval);
		if (!(sigma >= 0 && sigma <= MAX_SIGMA)) {
			throw new IllegalArgumentException("'sigma' is '" + sigma + "'; it must be 0 to 3");
		}
		requireShares(rateLimitedShare, overloadedShare, slowStartShare, cutShare);
	}

	/**
	 * Create a character that never fails and takes the same time for every token.
	 * @param firstToken time until the first token
	 * @param tokenInterval time between two tokens
	 * @return the character
	 */
	public static UpstreamCharacter sound(Duration firstToken, Duration tokenInterval) {
		return new UpstreamCharacter(firstToken, tokenInterval, 0, 0, 0, 0, 0);
	}

	private static void requireNotNegative(String name, Duration value) {
		if (value.isNegative()) {
			throw new IllegalArgumentException("'" + name + "' is '" + value + "'; it must not be negative");
		}
	}

	private static void requireShares(double... shares) {
		if (!DoubleStream.of(shares).allMatch((share) -> share >= 0 && share <= 1)) {
			throw new IllegalArgumentException("Each share must be 0 to 1");
		}
		if (DoubleStream.of(shares).sum() > 1) {
			throw new IllegalArgumentException("The shares of failures must add up to at most 1");
		}
	}

}
