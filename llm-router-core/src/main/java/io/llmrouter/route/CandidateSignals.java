package io.llmrouter.route;

/**
 * What a strategy may know of a candidate at the moment of a call.
 *
 * @param candidate the candidate
 * @param position its position within the route, from 0
 * @param inFlight the calls of it that are not over, at least 0
 * @param latencySeconds the recent time to first content (streams) or to the whole answer
 * (other calls) in seconds, decayed; {@link Double#NaN} while unknown
 * @param ejected whether it failed so often in a row that it should be asked last
 * @since 0.1.0
 */
public record CandidateSignals(RouteCandidate candidate, int position, int inFlight, double latencySeconds,
		boolean ejected) {
}
