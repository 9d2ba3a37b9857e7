package io.llmrouter.stats;

import java.time.Instant;
import java.util.List;

/**
 * Comparison of all providers and models at one moment.
 *
 * @param generatedAt when it was made
 * @param window the span of time it looks back on
 * @param since the start of the oldest slice of the window, at the earliest start or
 * reset; calls that ended before are not counted
 * @param ranking one row per provider and model
 * @param providers one row per provider, the calls of all its models together
 * @since 0.1.0
 */
public record ComparisonSnapshot(Instant generatedAt, Window window, Instant since, List<ProviderComparison> ranking,
		List<ProviderComparison> providers) {

	/**
	 * Copy the lists.
	 */
	public ComparisonSnapshot {
		ranking = List.copyOf(ranking);
		providers = List.copyOf(providers);
	}

}
