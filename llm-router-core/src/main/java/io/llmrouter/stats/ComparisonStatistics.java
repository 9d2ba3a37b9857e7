package io.llmrouter.stats;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.llmrouter.call.ChatCall;
import io.llmrouter.call.ChatCallListener;
import io.llmrouter.call.StartedCall;
import io.llmrouter.call.TimeSource;
import io.llmrouter.cost.CallCosts;
import org.jspecify.annotations.Nullable;

/**
 * Statistics that compare providers and models by the calls of this application, over
 * sliding windows in fixed memory: at most 128 KiB for each pair of provider and model
 * label, and at most a given number of pairs; calls of further ones are counted together
 * as provider {@code other}, model {@code other}.
 * <p>
 * Thread-safe. Recording a call is lock-free, leaves no garbage and takes constant time,
 * less than a microsecond. A comparison reads a fixed number of counters for each pair,
 * however many calls there were, and never shows a call half recorded: its parts always
 * add up.
 * <p>
 * Percentiles come from logarithmic histograms (DDSketch, arXiv 1908.10693), off by at
 * most 2 % from 1 ms to 10 min. Rows rank by the lower bound of the 95 % Wilson interval
 * of the success rate, highest first, then by the 95th percentile of the latency of
 * successes like for like, lowest first, then by name; rows with too few samples follow
 * in the same order. So one success of one call does not beat 9,999 of 10,000, fast
 * failures earn nothing, and a provider that is only given long prompts is not slower for
 * it. Rows that cannot be told apart are tied.
 *
 * @since 0.1.0
 */
public final class ComparisonStatistics implements ChatCallListener {

	private static final int DEFAULT_MAX_PAIRS = 200;

	private static final int DEFAULT_MINIMUM_SAMPLES = 20;

	private final TimeSource time;

	private final Pairs pairs;

	private final Ranking ranking;

	private final CallCosts costs;

	private volatile Pair.Generation generation;

	/**
	 * Create statistics of at most 200 pairs that rank from 20 samples.
	 * @param time the source of time
	 */
	public ComparisonStatistics(TimeSource time) {
		this(time, DEFAULT_MAX_PAIRS);
	}

	/**
	 * Create statistics that rank from 20 samples.
	 * @param time the source of time
	 * @param maxPairs how many pairs of provider and model are told apart, at least 1
	 * @throws IllegalArgumentException if the number is less
	 */
	public ComparisonStatistics(TimeSource time, int maxPairs) {
		this(time, maxPairs, DEFAULT_MINIMUM_SAMPLES);
	}

	/**
	 * Create statistics that know no prices, only the cost that providers report.
	 * @param time the source of time
	 * @param maxPairs how many pairs of provider and model are told apart, at least 1
	 * @param minimumSamples how many succeeded and failed calls within the window a rank
	 * needs to be trusted, at least 1
	 * @throws IllegalArgumentException if one of the numbers is less
	 */
	public ComparisonStatistics(TimeSource time, int maxPairs, int minimumSamples) {
		this(time, maxPairs, minimumSamples, CallCosts.none());
	}

	/**
	 * Create statistics.
	 * @param time the source of time
	 * @param maxPairs how many pairs of provider and model are told apart, at least 1
	 * @param minimumSamples how many succeeded and failed calls within the window a rank
	 * needs to be trusted, at least 1
	 * @param costs what calls cost
	 * @throws IllegalArgumentException if one of the numbers is less
	 */
	public ComparisonStatistics(TimeSource time, int maxPairs, int minimumSamples, CallCosts costs) {
		this.time = time;
		this.pairs = new Pairs(atLeastOne("Maximum number of pairs", maxPairs));
		this.ranking = new Ranking(atLeastOne("Minimum number of samples", minimumSamples));
		this.costs = costs;
		this.generation = new Pair.Generation(time, null);
	}

	@Override
	public void callStarted(StartedCall call) {
		this.pairs.find(call.provider(), call.model()).started();
	}

	@Override
	public void callEnded(ChatCall call) {
		this.pairs.find(call.provider(), call.model())
			.ended(call, this.costs.picoUsd(call), this.time.nanoTime(), this.generation);
	}

	/**
	 * Forget all finished calls. Calls in flight are still known, and counted when they
	 * end. A comparison made at the same time shows each row either before or after.
	 */
	public synchronized void reset() {
		this.generation = new Pair.Generation(this.time, this.generation);
	}

	/**
	 * Compare everything, best first.
	 * @param window the span of time to look back on
	 * @return the comparison
	 */
	public ComparisonSnapshot compare(Window window) {
		return compare(ComparisonQuery.of(window));
	}

	/**
	 * Compare providers and models.
	 * @param query what to compare
	 * @return the comparison; without rows where nothing is selected or nothing was
	 * called
	 */
	public ComparisonSnapshot compare(ComparisonQuery query) {
		Pair.Generation current = this.generation;
		long nanoTime = this.time.nanoTime();
		Instant now = this.time.now();
		List<Ranking.Entry> rows = new ArrayList<>();
		Map<String, Tally> rollUps = new HashMap<>();
		for (Pair pair : this.pairs.all()) {
			Tally tally = new Tally();
			pair.addTo(query.window(), nanoTime, current, tally);
			if (!tally.isEmpty()) {
				rows.add(tally.entry(pair.provider(), pair.model()));
				rollUps.computeIfAbsent(pair.provider(), (name) -> new Tally()).add(tally);
			}
		}
		List<Ranking.Entry> totals = new ArrayList<>();
		rollUps.forEach((name, tally) -> totals.add(tally.entry(name, null)));
		List<ProviderComparison> ranking = select(rows, query, query::selects);
		Set<String> selected = new HashSet<>();
		ranking.forEach((row) -> selected.add(row.provider()));
		return new ComparisonSnapshot(now, query.window(), current.since(query.window(), nanoTime, now),
				this.costs.pricesAsOf(), ranking, select(totals, query, (row) -> selected.contains(row.provider())));
	}

	/**
	 * Return the last hour by the minute.
	 * @param provider the provider to select, or {@code null} for all
	 * @param model the model label to select, or {@code null} for all
	 * @return one history per provider and model with calls in that hour, by name
	 */
	public List<MinuteHistory> history(@Nullable String provider, @Nullable String model) {
		Pair.Generation current = this.generation;
		long nanoTime = this.time.nanoTime();
		Instant now = this.time.now();
		return this.pairs.all()
			.stream()
			.filter((pair) -> isSelected(pair, provider, model))
			.map((pair) -> new MinuteHistory(pair.provider(), pair.model(), pair.history(nanoTime, now, current)))
			.filter((history) -> !history.minutes().isEmpty())
			.sorted(Comparator.comparing(MinuteHistory::provider).thenComparing(MinuteHistory::model))
			.toList();
	}

	/**
	 * Return how the latencies of successes are distributed.
	 * @param query the window, provider and model; its order does not matter
	 * @return one distribution per provider and model with successes, by name
	 */
	public List<LatencyDistribution> distributions(ComparisonQuery query) {
		Pair.Generation current = this.generation;
		long nanoTime = this.time.nanoTime();
		List<LatencyDistribution> distributions = new ArrayList<>();
		for (Pair pair : this.pairs.all()) {
			if (isSelected(pair, query.provider(), query.model())) {
				Tally tally = new Tally();
				pair.addTo(query.window(), nanoTime, current, tally);
				distributions.add(new LatencyDistribution(pair.provider(), pair.model(), tally.distribution()));
			}
		}
		return distributions.stream()
			.filter((distribution) -> !distribution.buckets().isEmpty())
			.sorted(Comparator.comparing(LatencyDistribution::provider).thenComparing(LatencyDistribution::model))
			.toList();
	}

	private List<ProviderComparison> select(List<Ranking.Entry> entries, ComparisonQuery query,
			Predicate<ProviderComparison> filter) {
		List<ProviderComparison> rows = this.ranking.rank(entries);
		Weights weights = query.scored();
		if (weights != null) {
			rows = Ranking.score(rows, weights);
		}
		return rows.stream().filter(filter).sorted(query.sort().comparator()).toList();
	}

	private static boolean isSelected(Pair pair, @Nullable String provider, @Nullable String model) {
		return (provider == null || provider.equals(pair.provider())) && (model == null || model.equals(pair.model()));
	}

	private static int atLeastOne(String what, int value) {
		if (value < 1) {
			throw new IllegalArgumentException(what + " '" + value + "' is too small; allowed are 1 and more");
		}
		return value;
	}

}
