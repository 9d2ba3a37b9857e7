package io.llmrouter.route;

import java.util.List;

/**
 * Order in which candidates are asked. A strategy only decides, as a function of what it
 * is given: it makes no calls, reads no clock, draws no chance of its own and keeps no
 * state. Implementations are thread-safe and fast; they run before every call.
 * <p>
 * A strategy sees candidates of one tier that stand alike: the router takes care of
 * tiers, of ejected candidates and of those that come back from an ejection, and calls
 * the strategy for each such group.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RoutingStrategy {

	/**
	 * Put candidates in order.
	 * @param candidates the candidates that may be asked, in the order of the route; at
	 * least one; not to be changed
	 * @param context the call
	 * @return the same candidates, the one to ask first at the front; one that is left
	 * out is not asked
	 */
	List<CandidateSignals> order(List<CandidateSignals> candidates, RoutingContext context);

	/**
	 * Return whether this strategy looks at {@link CandidateSignals#estimatedCostUsd()}.
	 * Prices are estimated only where it does; everywhere else they are unknown.
	 * @return whether it does; by default it does not
	 */
	default boolean usesCost() {
		return false;
	}

}
