package io.llmrouter.route;

/**
 * What a strategy may know of a candidate at the moment of a call.
 *
 * @param candidate the candidate, with its weight and tier
 * @param position its position within the route, from 0
 * @param ready whether it is expected to serve; one that is not, because it was ejected,
 * is asked after all that are
 * @param slowStart the part of its share that it may take, over 0 up to 1; less than 1
 * while it comes back from an ejection
 * @param inFlight the calls of it that are not over, at least 0
 * @param waiting those among them, streams or other calls like this one, whose first
 * content has not come yet
 * @param latencySeconds the recent time to first content (streams) or to the whole answer
 * (other calls) in seconds, sensitive to peaks, fading while nobody waits;
 * {@link Double#NaN} while unknown
 * @param tailLatencySeconds the 90th percentile of the same times, older ones counting
 * less; {@link Double#NaN} while unknown
 * @param estimatedCostUsd the estimated price of this call in US dollars;
 * {@link Double#NaN} while unknown, or where {@link RoutingStrategy#usesCost()} is false
 * @since 0.1.0
 */
public record CandidateSignals(RouteCandidate candidate, int position, boolean ready, double slowStart, int inFlight,
		int waiting, double latencySeconds, double tailLatencySeconds, double estimatedCostUsd) {
}
