package io.llmrouter.stats;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Rounding of figures to what a reader can use. The statistics themselves stay exact.
 */
final class Rounding {

	private static final int RATE_DECIMALS = 6;

	private static final int TOKEN_DECIMALS = 1;

	private static final int USD_DECIMALS = 9;

	private Rounding() {
	}

	static ComparisonSnapshot round(ComparisonSnapshot snapshot) {
		return new ComparisonSnapshot(snapshot.generatedAt(), snapshot.window(), snapshot.since(),
				snapshot.pricesAsOf(), snapshot.ranking().stream().map(Rounding::round).toList(),
				snapshot.providers().stream().map(Rounding::round).toList());
	}

	static MinuteHistory round(MinuteHistory history) {
		return new MinuteHistory(history.provider(), history.model(),
				history.minutes().stream().map(Rounding::round).toList());
	}

	private static MinuteFigures round(MinuteFigures minute) {
		return new MinuteFigures(minute.start(), minute.succeeded(), minute.failed(), minute.cancelled(),
				minute.p50Millis(), minute.p95Millis(), minute.timeToFirstTokenP95Millis(), minute.inputTokens(),
				minute.outputTokens(), round(minute.usd()));
	}

	private static ProviderComparison round(ProviderComparison row) {
		return new ProviderComparison(row.rank(), row.provider(), row.model(), row.verdict(), row.why(),
				round(row.score(), RATE_DECIMALS), row.calls(), round(row.successRate(), RATE_DECIMALS),
				round(row.successRateInterval()), row.latencyMillis(), row.adjustedP95Millis(), row.strata(),
				row.timeToFirstTokenMillis(), round(row.outputTokensPerSecond(), TOKEN_DECIMALS), round(row.tokens()),
				round(row.cost()), row.errors(), row.firstCallAt(), row.lastCallAt(), row.circuit(),
				row.paretoOptimal());
	}

	private static ProviderComparison.Tokens round(ProviderComparison.Tokens tokens) {
		return new ProviderComparison.Tokens(tokens.input(), tokens.output(), tokens.total(),
				round(tokens.averageInput(), TOKEN_DECIMALS), round(tokens.averageOutput(), TOKEN_DECIMALS),
				tokens.callsWithUsage());
	}

	private static ProviderComparison.Cost round(ProviderComparison.Cost cost) {
		return new ProviderComparison.Cost(round(cost.usd()), round(cost.wastedUsd()),
				round(cost.usdPerThousandCalls()), cost.unpricedCalls());
	}

	// Without trailing zeros, and never with an exponent for thousands.
	private static @Nullable BigDecimal round(@Nullable BigDecimal usd) {
		if (usd == null) {
			return null;
		}
		BigDecimal rounded = usd.setScale(USD_DECIMALS, RoundingMode.HALF_UP).stripTrailingZeros();
		return (rounded.scale() < 0) ? rounded.setScale(0) : rounded;
	}

	private static @Nullable List<Double> round(@Nullable List<Double> interval) {
		return (interval != null) ? interval.stream().map((bound) -> rounded(bound, RATE_DECIMALS)).toList() : null;
	}

	private static @Nullable Double round(@Nullable Double value, int decimals) {
		return (value != null) ? rounded(value, decimals) : null;
	}

	private static Double rounded(double value, int decimals) {
		return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).doubleValue();
	}

}
