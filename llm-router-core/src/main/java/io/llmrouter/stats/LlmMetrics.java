package io.llmrouter.stats;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Comparison of providers for application code: the same numbers as those of the endpoint
 * {@code llm-metrics}, to the last digit. Figures are rounded to what a reader can use.
 * Thread-safe; reading blocks nobody.
 *
 * @since 0.1.0
 */
public final class LlmMetrics {

	private final ComparisonStatistics statistics;

	private final CircuitLookup circuits;

	/**
	 * Create metrics.
	 * @param statistics what they show
	 */
	public LlmMetrics(ComparisonStatistics statistics) {
		this(statistics, CircuitLookup.NONE);
	}

	/**
	 * Create metrics that show circuits too.
	 * @param statistics what they show
	 * @param circuits the circuits
	 */
	public LlmMetrics(ComparisonStatistics statistics, CircuitLookup circuits) {
		this.statistics = statistics;
		this.circuits = circuits;
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
		ComparisonSnapshot snapshot = Rounding.round(this.statistics.compare(query));
		return snapshot.withRanking(snapshot.ranking().stream().map(this::withCircuit).toList());
	}

	private ProviderComparison withCircuit(ProviderComparison row) {
		return (row.model() != null) ? row.withCircuit(this.circuits.circuit(row.provider(), row.model())) : row;
	}

	/**
	 * Return the last hour by the minute.
	 * @param provider the provider to select, or {@code null} for all
	 * @param model the model label to select, or {@code null} for all
	 * @return one history per provider and model with calls in that hour, by name
	 */
	public List<MinuteHistory> history(@Nullable String provider, @Nullable String model) {
		return this.statistics.history(provider, model).stream().map(Rounding::round).toList();
	}

	/**
	 * Return how the latencies of successes are distributed.
	 * @param query the window, provider and model; its order does not matter
	 * @return one distribution per provider and model with successes, by name
	 */
	public List<LatencyDistribution> distributions(ComparisonQuery query) {
		return this.statistics.distributions(query);
	}

	/**
	 * Forget all finished calls. Meters are not touched.
	 */
	public void reset() {
		this.statistics.reset();
	}

}
