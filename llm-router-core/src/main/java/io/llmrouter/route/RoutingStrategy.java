package io.llmrouter.route;

import java.util.List;

/**
 * Order in which the candidates of a route are asked. A strategy only decides; it makes
 * no calls and keeps no state of them. Implementations are thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RoutingStrategy {

	/**
	 * Put candidates in order.
	 * @param candidates the candidates that may be asked, in the order of the route; at
	 * least one
	 * @return the same candidates, the one to ask first at the front
	 */
	List<CandidateSignals> order(List<CandidateSignals> candidates);

}
