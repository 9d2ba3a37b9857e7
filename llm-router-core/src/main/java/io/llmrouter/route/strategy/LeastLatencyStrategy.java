package io.llmrouter.route.strategy;

import java.util.List;

import io.llmrouter.route.CandidateSignals;
import io.llmrouter.route.RankedCandidates;
import io.llmrouter.route.RoutingContext;
import io.llmrouter.route.RoutingStrategy;

/**
 * Strategy that prefers the candidate whose 90th percentile of recent times to first
 * content is lowest. In 5 % of the calls one of the others, drawn at random, is asked
 * first: without that a candidate that was slow once would never be measured again. Of
 * candidates with the same percentile chance decides; an unmeasured one is tried at once,
 * one call at a time. O(n²) time for n candidates.
 * <p>
 * Never an average: a mean hides the slow answers that users notice, and one that holds
 * failures makes a broken provider look quick. Still, all calls but the 5 % run to one
 * candidate, until its latency shows that they are too many: where load matters take
 * {@link AdaptiveStrategy}.
 *
 * @since 0.1.0
 */
public final class LeastLatencyStrategy implements RoutingStrategy {

	private static final double EXPLORED = 0.05;

	@Override
	public List<CandidateSignals> order(List<CandidateSignals> candidates, RoutingContext context) {
		int count = candidates.size();
		double[] scores = new double[count];
		for (int i = 0; i < count; i++) {
			CandidateSignals candidate = candidates.get(i);
			double seconds = candidate.tailLatencySeconds();
			scores[i] = Double.isNaN(seconds) ? Load.unknown(candidate) : seconds;
		}
		RankedCandidates ranked = new RankedCandidates(candidates, scores, context);
		if (count > 1 && context.draw(0) < EXPLORED) {
			ranked.moveToFront(1 + context.draw(1, count - 1));
		}
		return ranked;
	}

}
