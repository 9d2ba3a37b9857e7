package io.llmrouter.route;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Order of all candidates of a call: tier after tier, within each as the strategy says,
 * and those that are not ready after all others. A candidate that may take only part of
 * its share stands behind the others of its tier in the rest of the calls; conversations
 * stay on one side of that line while it moves. A pure function, O(n) time beside the
 * strategy's where all candidates stand alike.
 */
final class CandidateOrder {

	private final RoutingStrategy strategy;

	private final RoutingContext context;

	CandidateOrder(RoutingStrategy strategy, RoutingContext context) {
		this.strategy = strategy;
		this.context = context;
	}

	/**
	 * Put candidates in order.
	 * @param candidates the candidates, in the order of the route
	 * @return the candidates, the one to ask first at the front
	 */
	List<CandidateSignals> of(List<CandidateSignals> candidates) {
		return isOneGroup(candidates) ? group(candidates) : groups(candidates);
	}

	private List<CandidateSignals> group(List<CandidateSignals> candidates) {
		return (candidates.size() > 1) ? this.strategy.order(candidates, this.context) : candidates;
	}

	private static boolean isOneGroup(List<CandidateSignals> candidates) {
		for (int i = 0; i < candidates.size(); i++) {
			CandidateSignals signals = candidates.get(i);
			if (!signals.ready() || signals.slowStart() < 1
					|| signals.candidate().tier() != candidates.get(0).candidate().tier()) {
				return false;
			}
		}
		return true;
	}

	private List<CandidateSignals> groups(List<CandidateSignals> candidates) {
		TreeSet<Integer> tiers = new TreeSet<>();
		candidates.forEach((signals) -> tiers.add(signals.candidate().tier()));
		List<CandidateSignals> ordered = new ArrayList<>(candidates.size());
		for (int tier : tiers) {
			ordered.addAll(group(select(candidates, tier, Standing.READY)));
			ordered.addAll(group(select(candidates, tier, Standing.HELD_BACK)));
		}
		for (int tier : tiers) {
			ordered.addAll(group(select(candidates, tier, Standing.NOT_READY)));
		}
		return ordered;
	}

	private List<CandidateSignals> select(List<CandidateSignals> candidates, int tier, Standing standing) {
		return candidates.stream()
			.filter((signals) -> signals.candidate().tier() == tier && standing(signals) == standing)
			.toList();
	}

	private Standing standing(CandidateSignals signals) {
		if (!signals.ready()) {
			return Standing.NOT_READY;
		}
		return (signals.slowStart() < 1 && line(signals) >= signals.slowStart()) ? Standing.HELD_BACK : Standing.READY;
	}

	private double line(CandidateSignals signals) {
		String conversation = this.context.request().conversationId();
		long seed = (conversation != null) ? conversation.hashCode() : this.context.lot();
		return RoutingContext.fraction(RoutingContext.hash(seed ^ ((long) signals.position() << 32)));
	}

	/**
	 * Where a candidate stands in its tier.
	 */
	private enum Standing {

		/** It is asked as the strategy says. */
		READY,

		/** It is asked behind the others this time. */
		HELD_BACK,

		/** It is asked behind all tiers. */
		NOT_READY

	}

}
