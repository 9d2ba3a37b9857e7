package io.llmrouter.stats;

import java.math.BigDecimal;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Rows that no other row beats: another beats a row where it is at least as good in
 * success (the lower bound of the interval), latency (95th percentile, like for like) and
 * cost, and better in one of them. What is not known is worse than all that is. Asking
 * for one row takes one pass over all rows. Source: V. Pareto, "Manuale di economia
 * politica" (1906).
 */
final class ParetoFrontier {

	private final List<ProviderComparison> rows;

	/**
	 * Create a frontier.
	 * @param rows the rows with enough samples
	 */
	ParetoFrontier(List<ProviderComparison> rows) {
		this.rows = rows;
	}

	boolean contains(ProviderComparison row) {
		return this.rows.stream().noneMatch((other) -> beats(other, row));
	}

	private static boolean beats(ProviderComparison other, ProviderComparison row) {
		int success = -compare(negative(other.lowerBound()), negative(row.lowerBound()));
		int latency = -compare(other.adjustedP95Millis(), row.adjustedP95Millis());
		BigDecimal cost = other.cost().usdPerThousandCalls();
		int cheapness = -compare(cost, row.cost().usdPerThousandCalls());
		return Math.min(Math.min(success, latency), cheapness) >= 0
				&& Math.max(Math.max(success, latency), cheapness) > 0;
	}

	private static @Nullable Double negative(@Nullable Double value) {
		return (value != null) ? -value : null;
	}

	// The smaller one is the better one, and any is better than none.
	private static <T extends Comparable<T>> int compare(@Nullable T one, @Nullable T other) {
		if (one == null || other == null) {
			return Boolean.compare(one == null, other == null);
		}
		return one.compareTo(other);
	}

}
