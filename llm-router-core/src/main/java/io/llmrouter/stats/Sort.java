package io.llmrouter.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Order of the rows of a comparison. Rows that lack the figure come last; equal rows
 * stand by rank. No order changes the rank itself.
 *
 * @since 0.1.0
 */
public enum Sort {

	/** By rank: the default. */
	RANK("rank", Comparator.comparingInt(ProviderComparison::rank)),

	/** By success rate, highest first. */
	SUCCESS("success", highestFirst(ProviderComparison::successRate)),

	/** By 95th percentile of the latency of successes like for like, lowest first. */
	LATENCY("latency", lowestFirst(ProviderComparison::adjustedP95Millis)),

	/** By 95th percentile of the time to first token, lowest first. */
	FIRST_TOKEN("first-token", lowestFirst((row) -> percentile95(row.timeToFirstTokenMillis()))),

	/** By output tokens per second, highest first. */
	THROUGHPUT("throughput", highestFirst(ProviderComparison::outputTokensPerSecond)),

	/** By cost of a thousand calls, lowest first. */
	COST("cost", lowestFirst((row) -> row.cost().usdPerThousandCalls())),

	/** By weighted score, highest first; rows with too few samples after the others. */
	SCORE("score",
			Comparator.comparing((ProviderComparison row) -> row.verdict() == Verdict.INSUFFICIENT_SAMPLES)
				.thenComparing(highestFirst(ProviderComparison::score))),

	/** By provider, then model. */
	NAME("name", Ranking.BY_NAME);

	private final String code;

	private final Comparator<ProviderComparison> comparator;

	Sort(String code, Comparator<ProviderComparison> comparator) {
		this.code = code;
		this.comparator = comparator.thenComparingInt(ProviderComparison::rank);
	}

	/**
	 * Return the value used in queries.
	 * @return the code, for example {@code first-token}
	 */
	public String code() {
		return this.code;
	}

	Comparator<ProviderComparison> comparator() {
		return this.comparator;
	}

	/**
	 * Return the code.
	 */
	@Override
	public String toString() {
		return this.code;
	}

	/**
	 * Find the order of a code.
	 * @param code the code, see {@link #code()}
	 * @return the order
	 * @throws IllegalArgumentException if no order has this code
	 */
	public static Sort parse(String code) {
		for (Sort sort : values()) {
			if (sort.code.equals(code)) {
				return sort;
			}
		}
		String allowed = Arrays.stream(values()).map(Sort::code).collect(Collectors.joining("', '"));
		throw new IllegalArgumentException("Sort '" + code + "' is unknown; allowed are '" + allowed + "'");
	}

	private static Comparator<ProviderComparison> highestFirst(Function<ProviderComparison, @Nullable Double> figure) {
		return Comparator.comparing(figure, Comparator.nullsLast(Comparator.reverseOrder()));
	}

	private static <T extends Comparable<T>> Comparator<ProviderComparison> lowestFirst(
			Function<ProviderComparison, @Nullable T> figure) {
		return Comparator.comparing(figure, Comparator.nullsLast(Comparator.naturalOrder()));
	}

	private static @Nullable Double percentile95(ProviderComparison.@Nullable Latency latency) {
		return (latency != null) ? latency.p95() : null;
	}

}
