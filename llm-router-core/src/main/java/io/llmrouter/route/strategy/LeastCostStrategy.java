package io.llmrouter.route.strategy;

import java.util.List;

import io.llmrouter.route.CandidateSignals;
import io.llmrouter.route.RankedCandidates;
import io.llmrouter.route.RoutingContext;
import io.llmrouter.route.RoutingStrategy;

/**
 * Strategy that prefers the candidate that serves the call at the lowest estimated price.
 * One of unknown price comes after all of known price, for unknown is not free. Between
 * prices that differ by less than 1 %, which no estimate can tell apart, and between
 * unknown ones, the load decides, as in {@link AdaptiveStrategy}:
 * {@code (price + ε) × (1 + 0.01 × load / (1 + load))}. O(n²) time for n candidates.
 *
 * @since 0.1.0
 */
public final class LeastCostStrategy implements RoutingStrategy {

	private static final double SAME_PRICE = 0.01;

	// Keeps load in play between candidates that cost nothing.
	private static final double EPSILON_USD = 1e-12;

	// More than any call costs, so that unknown prices stand behind all known ones.
	private static final double UNKNOWN_USD = 1e9;

	@Override
	public List<CandidateSignals> order(List<CandidateSignals> candidates, RoutingContext context) {
		int count = candidates.size();
		double[] scores = new double[count];
		for (int i = 0; i < count; i++) {
			scores[i] = score(candidates.get(i), context);
		}
		return new RankedCandidates(candidates, scores, context);
	}

	@Override
	public boolean usesCost() {
		return true;
	}

	private static double score(CandidateSignals candidate, RoutingContext context) {
		double load = Load.of(candidate, context);
		double busy = load / (1 + load);
		double price = candidate.estimatedCostUsd();
		return Double.isNaN(price) ? UNKNOWN_USD + busy : (price + EPSILON_USD) * (1 + SAME_PRICE * busy);
	}

}
