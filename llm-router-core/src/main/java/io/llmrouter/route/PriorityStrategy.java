package io.llmrouter.route;

import java.util.Comparator;
import java.util.List;

/**
 * Strategy that asks the candidates in the order in which the route names them, ejected
 * ones last.
 *
 * @since 0.1.0
 */
public final class PriorityStrategy implements RoutingStrategy {

	private static final Comparator<CandidateSignals> ORDER = Comparator.comparing(CandidateSignals::ejected)
		.thenComparingInt(CandidateSignals::position);

	@Override
	public List<CandidateSignals> order(List<CandidateSignals> candidates) {
		return candidates.stream().sorted(ORDER).toList();
	}

}
