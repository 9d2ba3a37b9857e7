package io.llmrouter.route.strategy;

import io.llmrouter.route.CandidateSignals;

/**
 * Load of a candidate: {@code latency × (1 + inFlight / 50)}, where latency is the
 * peak-sensitive moving average of the time to first content.
 * <p>
 * Calls in flight count gently, because those of a language model last long and their
 * number says little at low load; what they add is that a candidate whose calls have not
 * reported yet is not chosen by all. An unmeasured candidate has no load while nothing is
 * in flight, and the highest while its first call is: it is tried at once, one call at a
 * time.
 * <p>
 * Source: Finagle's peak EWMA balancer, whose in-flight term is {@code × (inFlight + 1)}.
 */
final class Load {

	private static final double IN_FLIGHT_SCALE = 50;

	private Load() {
	}

	static double of(CandidateSignals candidate) {
		double latency = candidate.latencySeconds();
		if (Double.isNaN(latency)) {
			return unknown(candidate);
		}
		return latency * (1 + candidate.inFlight() / IN_FLIGHT_SCALE);
	}

	/**
	 * Return what stands for a figure that is unknown.
	 * @param candidate the candidate
	 * @return the lowest, or while a call is under way the highest
	 */
	static double unknown(CandidateSignals candidate) {
		return (candidate.inFlight() == 0) ? 0 : Double.MAX_VALUE;
	}

}
