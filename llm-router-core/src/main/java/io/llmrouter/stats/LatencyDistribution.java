package io.llmrouter.stats;

import java.util.List;

/**
 * Distribution of the latencies of one provider and model: how many successes took how
 * long. The buckets are the same for all; each reaches from 1/1.16 of its upper bound to
 * it, but the first, which reaches from 0 to 1 ms, and the last, which has no end.
 *
 * @param provider the configured name of the provider
 * @param model the model label
 * @param buckets the buckets in which successes lie, shortest first; at most 91
 * @since 0.1.0
 */
public record LatencyDistribution(String provider, String model, List<Bucket> buckets) {

	/**
	 * Copy the buckets.
	 */
	public LatencyDistribution {
		buckets = List.copyOf(buckets);
	}

	/**
	 * Successes that took about as long.
	 *
	 * @param upToMillis the upper bound of their durations in milliseconds, inclusive
	 * @param succeeded how many there were
	 * @since 0.1.0
	 */
	public record Bucket(double upToMillis, long succeeded) {
	}

}
