package io.llmrouter.route.strategy;

import java.util.List;
import java.util.Objects;

import io.llmrouter.route.CandidateSignals;
import io.llmrouter.route.RankedCandidates;
import io.llmrouter.route.RouteCandidate;
import io.llmrouter.route.RoutingContext;
import io.llmrouter.route.RoutingStrategy;

/**
 * Strategy that sends all calls of one conversation to the same candidate, whose provider
 * then finds the conversation in its prompt cache. Candidates are ranked by
 * {@code −ln(u) / weight}, smallest first, where u is a hash of conversation and
 * candidate between 0 and 1. So conversations spread by weight, all application instances
 * agree without talking, and where a candidate comes or goes only its own conversations
 * move. A call without a conversation goes to a candidate drawn at random, by weight.
 * O(n²) time for n candidates.
 * <p>
 * Source: Thaler and Ravishankar, rendezvous hashing (1998), with the logarithmic method
 * for weights.
 *
 * @since 0.1.0
 */
public final class StickyStrategy implements RoutingStrategy {

	private static final RoutingStrategy WITHOUT_CONVERSATION = new WeightedStrategy();

	@Override
	public List<CandidateSignals> order(List<CandidateSignals> candidates, RoutingContext context) {
		String conversation = context.request().conversationId();
		return (conversation != null) ? order(candidates, (long) conversation.hashCode() << 32)
				: WITHOUT_CONVERSATION.order(candidates, context);
	}

	private static List<CandidateSignals> order(List<CandidateSignals> candidates, long conversation) {
		int count = candidates.size();
		double[] scores = new double[count];
		for (int i = 0; i < count; i++) {
			RouteCandidate candidate = candidates.get(i).candidate();
			scores[i] = Exponential.of(RoutingContext.hash(conversation ^ hash(candidate)), candidate.weight());
		}
		return new RankedCandidates(candidates, scores);
	}

	// Without weight and tier, so that a change of weight moves no more than it must.
	private static int hash(RouteCandidate candidate) {
		return 31 * candidate.provider().hashCode() + Objects.hashCode(candidate.model());
	}

}
