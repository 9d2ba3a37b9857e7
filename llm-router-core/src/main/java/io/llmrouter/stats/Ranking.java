package io.llmrouter.stats;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Order of rows from best to worst, the same for the same figures:
 * <ol>
 * <li>rows with enough samples first, cancelled calls being no samples;</li>
 * <li>the lower bound of the 95 % Wilson interval of the success rate, highest first: few
 * calls earn little trust, and fast failures earn nothing;</li>
 * <li>the 95th percentile of the latency of successes, lowest first, unknown last;</li>
 * <li>provider, then model.</li>
 * </ol>
 * Ranking n rows takes O(n log n) comparisons.
 */
final class Ranking {

	static final Comparator<ProviderComparison> BY_NAME = Comparator.comparing(ProviderComparison::provider)
		.thenComparing(ProviderComparison::model, Comparator.nullsFirst(Comparator.naturalOrder()));

	private final long minimumSamples;

	private final Comparator<ProviderComparison> bestFirst;

	/**
	 * Create a ranking.
	 * @param minimumSamples how many succeeded and failed calls make a rank trustworthy
	 */
	Ranking(int minimumSamples) {
		this.minimumSamples = minimumSamples;
		this.bestFirst = Comparator.comparing(this::verdict)
			.thenComparing(Ranking::lowerBound, Comparator.nullsLast(Comparator.reverseOrder()))
			.thenComparing(Ranking::latency, Comparator.nullsLast(Comparator.naturalOrder()))
			.thenComparing(BY_NAME);
	}

	/**
	 * Order rows and give each its rank and verdict.
	 * @param rows the rows
	 * @return the rows, best first
	 */
	List<ProviderComparison> rank(Collection<ProviderComparison> rows) {
		List<ProviderComparison> sorted = new ArrayList<>(rows);
		sorted.sort(this.bestFirst);
		for (int index = 0; index < sorted.size(); index++) {
			ProviderComparison row = sorted.get(index);
			sorted.set(index, row.withPlace(index + 1, verdict(row)));
		}
		return sorted;
	}

	private Verdict verdict(ProviderComparison row) {
		long samples = row.calls().succeeded() + row.calls().failed();
		return (samples >= this.minimumSamples) ? Verdict.RANKED : Verdict.INSUFFICIENT_SAMPLES;
	}

	private static @Nullable Double lowerBound(ProviderComparison row) {
		List<Double> interval = row.successRateInterval();
		return (interval != null) ? interval.get(0) : null;
	}

	private static @Nullable Double latency(ProviderComparison row) {
		ProviderComparison.Latency latency = row.latencyMillis();
		return (latency != null) ? latency.p95() : null;
	}

}
