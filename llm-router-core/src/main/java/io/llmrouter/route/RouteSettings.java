package io.llmrouter.route;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Limits of the logical calls of a route.
 *
 * @param maxAttempts the most provider calls in one logical call, the first included; at
 * least 1
 * @param firstTokenTimeout the longest wait for the first content of a stream while
 * another candidate is ready
 * @param lastFirstTokenTimeout the same where no other candidate is left
 * @param reasoningFirstTokenTimeout the same for requests that ask for reasoning
 * @param idleTimeout the longest wait between two chunks of a stream
 * @param timeout the longest time of a logical call, all attempts together
 * @param midStream what to do when a stream breaks after content
 * @param chatOverStream whether a whole answer is asked for as a stream, so that silence
 * and stalls show early; the caller sees no difference
 * @param hedging when to ask one more candidate beside a slow one, or {@code null} for
 * never
 * @param whenUnavailable what to do when no candidate may be asked
 * @since 0.1.0
 */
public record RouteSettings(int maxAttempts, Duration firstTokenTimeout, Duration lastFirstTokenTimeout,
		Duration reasoningFirstTokenTimeout, Duration idleTimeout, Duration timeout, MidStream midStream,
		boolean chatOverStream, @Nullable Hedging hedging, WhenUnavailable whenUnavailable) {

	public RouteSettings {
		if (maxAttempts < 1) {
			throw new IllegalArgumentException("'maxAttempts' is " + maxAttempts + "; it must be at least 1");
		}
	}

	/**
	 * Create settings that resume broken streams, never hedge, and fail when no candidate
	 * may be asked.
	 * @param maxAttempts see the record
	 * @param firstTokenTimeout see the record
	 * @param lastFirstTokenTimeout see the record
	 * @param reasoningFirstTokenTimeout see the record
	 * @param idleTimeout see the record
	 * @param timeout see the record
	 */
	public RouteSettings(int maxAttempts, Duration firstTokenTimeout, Duration lastFirstTokenTimeout,
			Duration reasoningFirstTokenTimeout, Duration idleTimeout, Duration timeout) {
		this(maxAttempts, firstTokenTimeout, lastFirstTokenTimeout, reasoningFirstTokenTimeout, idleTimeout, timeout,
				MidStream.RESUME, false, null, WhenUnavailable.FAIL);
	}

	/**
	 * Return the default limits: 4 attempts; 10 s, 60 s and 120 s to the first content,
	 * 15 s between chunks, 600 s in all. Broken streams are resumed, nothing is hedged,
	 * and a call fails when no candidate may be asked.
	 * @return the settings
	 */
	public static RouteSettings defaults() {
		return new RouteSettings(4, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(120),
				Duration.ofSeconds(15), Duration.ofSeconds(600));
	}

	/**
	 * Return a copy that treats broken streams in another way.
	 * @param newMidStream what to do when a stream breaks after content
	 * @return the copy
	 */
	public RouteSettings withMidStream(MidStream newMidStream) {
		return new RouteSettings(this.maxAttempts, this.firstTokenTimeout, this.lastFirstTokenTimeout,
				this.reasoningFirstTokenTimeout, this.idleTimeout, this.timeout, newMidStream, this.chatOverStream,
				this.hedging, this.whenUnavailable);
	}

	/**
	 * Return a copy that asks for whole answers as streams, or not.
	 * @param newChatOverStream whether to do so
	 * @return the copy
	 */
	public RouteSettings withChatOverStream(boolean newChatOverStream) {
		return new RouteSettings(this.maxAttempts, this.firstTokenTimeout, this.lastFirstTokenTimeout,
				this.reasoningFirstTokenTimeout, this.idleTimeout, this.timeout, this.midStream, newChatOverStream,
				this.hedging, this.whenUnavailable);
	}

	/**
	 * Return a copy that hedges in another way.
	 * @param newHedging when to ask one more candidate, or {@code null} for never
	 * @return the copy
	 */
	public RouteSettings withHedging(@Nullable Hedging newHedging) {
		return new RouteSettings(this.maxAttempts, this.firstTokenTimeout, this.lastFirstTokenTimeout,
				this.reasoningFirstTokenTimeout, this.idleTimeout, this.timeout, this.midStream, this.chatOverStream,
				newHedging, this.whenUnavailable);
	}

	/**
	 * Return a copy that does something else when no candidate may be asked.
	 * @param newWhenUnavailable what to do
	 * @return the copy
	 */
	public RouteSettings withWhenUnavailable(WhenUnavailable newWhenUnavailable) {
		return new RouteSettings(this.maxAttempts, this.firstTokenTimeout, this.lastFirstTokenTimeout,
				this.reasoningFirstTokenTimeout, this.idleTimeout, this.timeout, this.midStream, this.chatOverStream,
				this.hedging, newWhenUnavailable);
	}

}
