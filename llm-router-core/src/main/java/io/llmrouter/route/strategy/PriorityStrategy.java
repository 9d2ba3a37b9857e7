package io.llmrouter.route.strategy;

import java.util.List;

import io.llmrouter.route.CandidateSignals;
import io.llmrouter.route.RoutingContext;
import io.llmrouter.route.RoutingStrategy;

/**
 * Strategy that asks the candidates in the order in which the route names them. O(1) time
 * and memory.
 *
 * @since 0.1.0
 */
public final class PriorityStrategy implements RoutingStrategy {

	@Override
	public List<CandidateSignals> order(List<CandidateSignals> candidates, RoutingContext context) {
		return candidates;
	}

}
