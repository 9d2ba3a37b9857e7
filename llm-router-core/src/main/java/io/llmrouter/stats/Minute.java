package io.llmrouter.stats;

import java.math.BigDecimal;
import java.time.Instant;

import io.llmrouter.cost.CallCosts;
import org.jspecify.annotations.Nullable;

/**
 * Figures of one minute in 72 bytes. A class with plain fields, for its size.
 */
final class Minute {

	private static final long UNKNOWN = -1;

	private static final double TENTHS = 10.0;

	private static final int PICO_DECIMALS = 12;

	private final long number;

	private final int succeeded;

	private final int failed;

	private final int cancelled;

	private final float p50;

	private final float p95;

	private final float firstTokenP95;

	private final long inputTokens;

	private final long outputTokens;

	private final long picoUsd;

	/**
	 * Create a minute.
	 * @param number how many minutes went before
	 * @param row its figures
	 */
	Minute(long number, ProviderComparison row) {
		this.number = number;
		this.succeeded = (int) row.calls().succeeded();
		this.failed = (int) row.calls().failed();
		this.cancelled = (int) row.calls().cancelled();
		ProviderComparison.Latency latency = row.latencyMillis();
		this.p50 = (latency != null) ? (float) latency.p50() : Float.NaN;
		this.p95 = (latency != null) ? (float) latency.p95() : Float.NaN;
		ProviderComparison.Latency firstToken = row.timeToFirstTokenMillis();
		this.firstTokenP95 = (firstToken != null) ? (float) firstToken.p95() : Float.NaN;
		this.inputTokens = (row.tokens().input() != null) ? row.tokens().input() : UNKNOWN;
		this.outputTokens = (row.tokens().output() != null) ? row.tokens().output() : UNKNOWN;
		BigDecimal usd = row.cost().usd();
		this.picoUsd = (usd != null) ? usd.movePointRight(PICO_DECIMALS).longValueExact() : UNKNOWN;
	}

	long number() {
		return this.number;
	}

	MinuteFigures figures(Instant start) {
		return new MinuteFigures(start, this.succeeded, this.failed, this.cancelled, millis(this.p50), millis(this.p95),
				millis(this.firstTokenP95), known(this.inputTokens), known(this.outputTokens),
				(this.picoUsd != UNKNOWN) ? CallCosts.usd(this.picoUsd) : null);
	}

	private static @Nullable Double millis(float millis) {
		return Float.isNaN(millis) ? null : Math.round(millis * TENTHS) / TENTHS;
	}

	private static @Nullable Long known(long value) {
		return (value != UNKNOWN) ? value : null;
	}

}
