package io.llmrouter.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.llmrouter.stats.estimate.LatencyBuckets;
import io.llmrouter.stats.estimate.LatencySample;
import io.llmrouter.stats.estimate.LatencyTest;
import io.llmrouter.stats.estimate.LikeForLike;
import org.jspecify.annotations.Nullable;

/**
 * Order of rows from best to worst, the same for the same figures:
 * <ol>
 * <li>rows with enough samples first, cancelled calls being no samples;</li>
 * <li>the lower bound of the 95 % Wilson interval of the success rate, highest first: few
 * calls earn little trust, and fast failures earn nothing;</li>
 * <li>the 95th percentile of the latency of successes, lowest first, unknown last;
 * corrected for what each row was given ({@link LikeForLike});</li>
 * <li>provider, then model.</li>
 * </ol>
 * A row and those after it that cannot be told from it are tied: their success intervals
 * overlap, and {@link LatencyTest} finds no difference at the level of 5 %. Ranking n
 * rows takes O(n log n) comparisons and at most n tests.
 */
final class Ranking {

	static final Comparator<ProviderComparison> BY_NAME = Comparator.comparing(ProviderComparison::provider)
		.thenComparing(ProviderComparison::model, Comparator.nullsFirst(Comparator.naturalOrder()));

	private static final double LEVEL = 0.05;

	// In buckets. Mixes that lie closer make no difference that a percentile would show.
	private static final double SAME_MIX = 1;

	private static final double MICROS = 1_000.0;

	private final long minimumSamples;

	private final Comparator<Entry> bestFirst;

	/**
	 * Create a ranking.
	 * @param minimumSamples how many succeeded and failed calls make a rank trustworthy
	 */
	Ranking(int minimumSamples) {
		this.minimumSamples = minimumSamples;
		Comparator<ProviderComparison> order = Comparator.comparing((ProviderComparison row) -> !isEnough(row))
			.thenComparing(ProviderComparison::lowerBound, Comparator.nullsLast(Comparator.reverseOrder()))
			.thenComparing(ProviderComparison::adjustedP95Millis, Comparator.nullsLast(Comparator.naturalOrder()))
			.thenComparing(BY_NAME);
		this.bestFirst = Comparator.comparing(Entry::row, order);
	}

	/**
	 * Order rows, and give each its rank, its verdict and the reason.
	 * @param entries the rows with their latencies
	 * @return the rows, best first
	 */
	List<ProviderComparison> rank(List<Entry> entries) {
		List<Entry> sorted = adjusted(entries);
		sorted.sort(this.bestFirst);
		int ranked = (int) sorted.stream().filter((entry) -> isEnough(entry.row())).count();
		ParetoFrontier frontier = new ParetoFrontier(sorted.subList(0, ranked).stream().map(Entry::row).toList());
		List<ProviderComparison> rows = new ArrayList<>();
		int start = 0;
		while (start < ranked) {
			int end = endOfGroup(sorted, start, ranked);
			for (int index = start; index < end; index++) {
				rows.add(place(sorted, index, start, end, frontier));
			}
			start = end;
		}
		for (int index = ranked; index < sorted.size(); index++) {
			ProviderComparison row = sorted.get(index).row();
			rows.add(row.withPlace(index + 1, Verdict.INSUFFICIENT_SAMPLES,
					Explanation.notRanked(row, this.minimumSamples), false));
		}
		return rows;
	}

	/**
	 * Give rows their score.
	 * @param rows the ranked rows
	 * @param weights what counts
	 * @return the rows in the same order
	 */
	static List<ProviderComparison> score(List<ProviderComparison> rows, Weights weights) {
		Map<Weights.Criterion, Double> best = new EnumMap<>(Weights.Criterion.class);
		for (ProviderComparison row : rows) {
			for (Weights.Criterion criterion : Weights.Criterion.values()) {
				Double value = criterion.value(row);
				if (value != null && row.verdict() != Verdict.INSUFFICIENT_SAMPLES) {
					best.merge(criterion, value, criterion::better);
				}
			}
		}
		return rows.stream().map((row) -> row.withScore(weights.score(row, best))).toList();
	}

	private static List<Entry> adjusted(List<Entry> entries) {
		double[] shifts = LikeForLike.shifts(entries.stream().map(Entry::latencies).toList());
		List<Entry> adjusted = new ArrayList<>();
		for (int index = 0; index < shifts.length; index++) {
			Entry entry = entries.get(index);
			ProviderComparison.Latency latency = entry.row().latencyMillis();
			Double p95 = (latency != null) ? adjusted(latency.p95(), shifts[index]) : null;
			adjusted.add(new Entry(entry.row().withAdjustedP95(p95), entry.latencies(), shifts[index]));
		}
		return adjusted;
	}

	private static double adjusted(double millis, double shift) {
		return Math.round(millis * LatencyBuckets.factor(-shift) * MICROS) / MICROS;
	}

	private ProviderComparison place(List<Entry> sorted, int index, int start, int end, ParetoFrontier frontier) {
		ProviderComparison row = sorted.get(index).row();
		boolean optimal = frontier.contains(row);
		if (end - start > 1) {
			String why = (index == start) ? Explanation.tiedWithNext(row, sorted.get(start + 1).row(), end - start)
					: Explanation.tiedWith(sorted.get(start).row(), pValue(sorted.get(start), sorted.get(index)));
			return row.withPlace(index + 1, Verdict.TIED, why, optimal);
		}
		ProviderComparison above = (index > 0) ? sorted.get(index - 1).row() : null;
		ProviderComparison below = (end < sorted.size() && isEnough(sorted.get(end).row())) ? sorted.get(end).row()
				: null;
		return row.withPlace(index + 1, Verdict.RANKED, Explanation.ranked(row, above, below), optimal);
	}

	private static int endOfGroup(List<Entry> sorted, int start, int ranked) {
		int end = start + 1;
		while (end < ranked && isTied(sorted.get(start), sorted.get(end))) {
			end++;
		}
		return end;
	}

	private static boolean isTied(Entry best, Entry other) {
		return overlap(best.row().successRateInterval(), other.row().successRateInterval())
				&& pValue(best, other) >= LEVEL;
	}

	private static boolean overlap(@Nullable List<Double> one, @Nullable List<Double> other) {
		return one != null && other != null && one.get(0) <= other.get(1) && other.get(0) <= one.get(1);
	}

	private static double pValue(Entry one, Entry other) {
		return LatencyTest.pValue(one.latencies(), other.latencies(), Math.abs(one.shift() - other.shift()) < SAME_MIX);
	}

	private boolean isEnough(ProviderComparison row) {
		return row.samples() >= this.minimumSamples;
	}

	/**
	 * Row to rank.
	 *
	 * @param row the figures
	 * @param latencies the latencies they come from
	 * @param shift how much harder its calls were than those of all rows, in buckets
	 */
	record Entry(ProviderComparison row, LatencySample latencies, double shift) {

		Entry(ProviderComparison row, LatencySample latencies) {
			this(row, latencies, 0);
		}

	}

}
