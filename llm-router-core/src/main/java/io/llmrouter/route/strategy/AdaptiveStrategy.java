package io.llmrouter.route.strategy;

import java.util.List;

import io.llmrouter.route.CandidateSignals;
import io.llmrouter.route.RankedCandidates;
import io.llmrouter.route.RoutingContext;
import io.llmrouter.route.RoutingStrategy;

/**
 * Strategy that prefers the candidate which answers soonest at the moment: the one of the
 * lowest load by weight, where load is {@code latency × (1 + waiting / 10)}, latency the
 * peak-sensitive moving average of the time to first content, and waiting the number of
 * calls whose first content has not come yet (over 50 for whole answers). Of up to three
 * candidates the least loaded is asked first; of more, the less loaded of two drawn at
 * random (power of two choices), which keeps many application instances from running to
 * the same one. The others follow by load. An unmeasured candidate is tried at once, one
 * call at a time. O(n²) time for n candidates.
 * <p>
 * Sources: Mitzenmacher, The Power of Two Choices in Randomized Load Balancing (2001);
 * Finagle's peak EWMA balancer.
 *
 * @since 0.1.0
 */
public final class AdaptiveStrategy implements RoutingStrategy {

	private static final int FULL_SCAN = 3;

	@Override
	public List<CandidateSignals> order(List<CandidateSignals> candidates, RoutingContext context) {
		int count = candidates.size();
		double[] scores = new double[count];
		for (int i = 0; i < count; i++) {
			CandidateSignals candidate = candidates.get(i);
			scores[i] = Load.of(candidate, context) / candidate.candidate().weight();
		}
		RankedCandidates ranked = new RankedCandidates(candidates, scores, context);
		if (count > FULL_SCAN) {
			ranked.moveToFront(betterOfTwo(count, context));
		}
		return ranked;
	}

	// Two different places among candidates that stand in order: the smaller is the
	// better.
	private static int betterOfTwo(int count, RoutingContext context) {
		int first = context.draw(0, count);
		int second = context.draw(1, count - 1);
		return Math.min(first, (second >= first) ? second + 1 : second);
	}

}
