package io.llmrouter.stats;

import java.math.BigDecimal;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Figures of one minute of one provider and model. A figure that is not known is
 * {@code null}, never 0.
 *
 * @param start when the minute began
 * @param succeeded the calls that brought a complete answer
 * @param failed the calls that failed
 * @param cancelled the calls that the caller gave up
 * @param p50Millis the median duration of successes in milliseconds, off by at most 2 %
 * @param p95Millis the 95th percentile of it
 * @param timeToFirstTokenP95Millis the 95th percentile of the time to first token of
 * successful streams in milliseconds
 * @param inputTokens the input tokens that were reported
 * @param outputTokens the output tokens that were reported
 * @param usd the cost in US dollars of all calls of which it is known
 * @since 0.1.0
 */
public record MinuteFigures(Instant start, long succeeded, long failed, long cancelled, @Nullable Double p50Millis,
		@Nullable Double p95Millis, @Nullable Double timeToFirstTokenP95Millis, @Nullable Long inputTokens,
		@Nullable Long outputTokens, @Nullable BigDecimal usd) {
}
