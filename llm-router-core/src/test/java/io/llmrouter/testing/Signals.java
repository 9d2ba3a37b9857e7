package io.llmrouter.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.route.CandidateSignals;
import io.llmrouter.route.RouteCandidate;
import io.llmrouter.route.RoutingContext;
import io.llmrouter.route.RoutingStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Candidates of a call as a test describes them, idle and unmeasured until it says
 * otherwise, and what a strategy makes of them.
 */
public final class Signals {

	private static final ChatRequest REQUEST = ChatRequest.user("Hello");

	private final List<CandidateSignals> candidates = new ArrayList<>();

	public static Signals of(String... candidates) {
		Signals signals = new Signals();
		for (String candidate : candidates) {
			signals.and(RouteCandidate.of(candidate));
		}
		return signals;
	}

	public static RoutingContext context(long turn, long lot) {
		return new RoutingContext(REQUEST, true, turn, lot);
	}

	public static RoutingContext conversation(@Nullable String id, long lot) {
		return new RoutingContext(ChatRequest.builder().user("Hello").conversationId(id).build(), true, 0, lot);
	}

	public Signals and(RouteCandidate candidate) {
		this.candidates.add(new CandidateSignals(candidate, this.candidates.size(), true, 1, 0, 0, Double.NaN,
				Double.NaN, Double.NaN));
		return this;
	}

	public Signals weighing(int weight) {
		CandidateSignals last = last();
		return replace(last.candidate().withWeight(weight), last.ready(), last.slowStart(), last.waiting(),
				last.latencySeconds(), last.estimatedCostUsd());
	}

	public Signals inTier(int tier) {
		CandidateSignals last = last();
		return replace(last.candidate().withTier(tier), last.ready(), last.slowStart(), last.waiting(),
				last.latencySeconds(), last.estimatedCostUsd());
	}

	public Signals notReady() {
		CandidateSignals last = last();
		return replace(last.candidate(), false, last.slowStart(), last.waiting(), last.latencySeconds(),
				last.estimatedCostUsd());
	}

	public Signals comingBack(double slowStart) {
		CandidateSignals last = last();
		return replace(last.candidate(), last.ready(), slowStart, last.waiting(), last.latencySeconds(),
				last.estimatedCostUsd());
	}

	public Signals waitedForBy(int waiting) {
		CandidateSignals last = last();
		return replace(last.candidate(), last.ready(), last.slowStart(), waiting, last.latencySeconds(),
				last.estimatedCostUsd());
	}

	public Signals taking(double seconds) {
		CandidateSignals last = last();
		return replace(last.candidate(), last.ready(), last.slowStart(), last.waiting(), seconds,
				last.estimatedCostUsd());
	}

	public Signals costing(double usd) {
		CandidateSignals last = last();
		return replace(last.candidate(), last.ready(), last.slowStart(), last.waiting(), last.latencySeconds(), usd);
	}

	public Signals and(String candidate) {
		return and(RouteCandidate.of(candidate));
	}

	private CandidateSignals last() {
		return this.candidates.get(this.candidates.size() - 1);
	}

	private Signals replace(RouteCandidate candidate, boolean ready, double slowStart, int waiting, double seconds,
			double usd) {
		int position = this.candidates.size() - 1;
		this.candidates.set(position,
				new CandidateSignals(candidate, position, ready, slowStart, waiting, waiting, seconds, seconds, usd));
		return this;
	}

	public List<CandidateSignals> list() {
		return List.copyOf(this.candidates);
	}

	public static List<String> names(List<CandidateSignals> candidates) {
		return candidates.stream().map((signals) -> signals.candidate().toString()).toList();
	}

	public List<String> order(RoutingStrategy strategy, RoutingContext context) {
		return names(strategy.order(list(), context));
	}

	public String first(RoutingStrategy strategy) {
		return order(strategy, context(0, 42)).get(0);
	}

	/**
	 * Return how often each candidate comes first in calls with different lots.
	 */
	public Map<String, Integer> wins(RoutingStrategy strategy, int calls) {
		Map<String, Integer> wins = new TreeMap<>();
		for (int call = 0; call < calls; call++) {
			wins.merge(order(strategy, context(call, call)).get(0), 1, Integer::sum);
		}
		return wins;
	}

}
