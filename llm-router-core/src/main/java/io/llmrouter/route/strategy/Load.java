package io.llmrouter.route.strategy;

import io.llmrouter.route.CandidateSignals;
import io.llmrouter.route.RoutingContext;

/**
 * Load of a candidate: {@code latency × (1 + waiting / scale)}, where latency is the
 * peak-sensitive moving average of the time to first content and waiting the number of
 * calls whose first content has not come yet. The scale is 10 for streams. It is 50 for
 * other calls, which wait for all of their answer, and so in greater numbers.
 * <p>
 * Waiting calls are what shows first that a candidate has become slow or stands in line:
 * they pile up before any of them reports. A stream that is being read says nothing of
 * that kind, so it does not count. An unmeasured candidate has no load while nobody waits
 * for it, and the highest while somebody does: it is tried at once, one call at a time.
 * <p>
 * Source: Finagle's peak EWMA balancer, whose term is {@code × (inFlight + 1)}; simulated
 * in {@code docs/routing.md}.
 */
final class Load {

	private static final double STREAM_SCALE = 10;

	private static final double ANSWER_SCALE = 50;

	private Load() {
	}

	static double of(CandidateSignals candidate, RoutingContext context) {
		double latency = candidate.latencySeconds();
		if (Double.isNaN(latency)) {
			return unknown(candidate);
		}
		return latency * (1 + candidate.waiting() / (context.stream() ? STREAM_SCALE : ANSWER_SCALE));
	}

	/**
	 * Return what stands for a figure that is unknown.
	 * @param candidate the candidate
	 * @return the lowest, or while a call waits the highest
	 */
	static double unknown(CandidateSignals candidate) {
		return (candidate.waiting() == 0) ? 0 : Double.MAX_VALUE;
	}

}
