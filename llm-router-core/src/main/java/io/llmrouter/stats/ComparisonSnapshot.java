package io.llmrouter.stats;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Comparison of all providers and models at one moment.
 *
 * @param generatedAt when it was made
 * @param window the span of time it looks back on
 * @param since the start of the oldest slice of the window, at the earliest start or
 * reset; calls that ended before are not counted
 * @param pricesAsOf the day on which the prices were right, or {@code null} where it is
 * not known
 * @param ranking one row per provider and model
 * @param providers one row per provider, the calls of all its models together
 * @since 0.1.0
 */
public record ComparisonSnapshot(Instant generatedAt, Window window, Instant since, @Nullable LocalDate pricesAsOf,
		List<ProviderComparison> ranking, List<ProviderComparison> providers) {

	/**
	 * Copy the lists.
	 */
	public ComparisonSnapshot {
		ranking = List.copyOf(ranking);
		providers = List.copyOf(providers);
	}

	ComparisonSnapshot withRanking(List<ProviderComparison> newRanking) {
		return new ComparisonSnapshot(this.generatedAt, this.window, this.since, this.pricesAsOf, newRanking,
				this.providers);
	}

}
