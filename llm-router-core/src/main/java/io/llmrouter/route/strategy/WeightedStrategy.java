package io.llmrouter.route.strategy;

import java.util.List;

import io.llmrouter.route.CandidateSignals;
import io.llmrouter.route.RankedCandidates;
import io.llmrouter.route.RoutingContext;
import io.llmrouter.route.RoutingStrategy;

/**
 * Strategy that draws candidates at random, in proportion to their weights, without
 * replacement: those whose {@code −ln(u) / weight} is smallest come first, with u random
 * between 0 and 1. Needs no memory of earlier calls, so that many application instances
 * do not fall into step. O(n²) time for n candidates.
 * <p>
 * Source: Efraimidis and Spirakis, Weighted Random Sampling with a Reservoir (2006).
 *
 * @since 0.1.0
 */
public final class WeightedStrategy implements RoutingStrategy {

	@Override
	public List<CandidateSignals> order(List<CandidateSignals> candidates, RoutingContext context) {
		int count = candidates.size();
		double[] scores = new double[count];
		for (int i = 0; i < count; i++) {
			scores[i] = Exponential.of(context.bits(i), candidates.get(i).candidate().weight());
		}
		return new RankedCandidates(candidates, scores);
	}

}
