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

	/**
	 * Create metrics.
	 * @param statistics what they show
	 */
	public LlmMetrics(ComparisonStatistics statistics) {
		this.statistics = statistics;
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
		return Rounding.round(this.statistics.compare(query));
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
	 * Forget all finished calls. Meters are not touched.
	 */
	public void reset() {
		this.statistics.reset();
	}

}
