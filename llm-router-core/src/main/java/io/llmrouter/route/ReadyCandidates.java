package io.llmrouter.route;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.chat.ChatRequest;

/**
 * Choice of the candidates that a call may ask: those that neither cool down nor have
 * reached a limit, and whose circuit lets calls through. Where the circuits leave less
 * than half of the weight, the call is in panic: those with an open circuit may be asked
 * too, after all others, because a candidate that failed is better than none. Used by one
 * call.
 */
final class ReadyCandidates {

	private final RouteEngine engine;

	private final ChatRequest request;

	private final AttemptTraits traits;

	private final boolean priced;

	private boolean panic;

	ReadyCandidates(RouteEngine engine, RoutingStrategy strategy, ChatRequest request, AttemptTraits traits) {
		this.engine = engine;
		this.priced = strategy.usesCost();
		this.request = request;
		this.traits = traits;
	}

	/**
	 * Choose candidates.
	 * @param candidates the candidates, in the order of the route
	 * @param failures where to note why others may not be asked
	 * @return the candidates that may be asked, in the order of the route
	 */
	List<CandidateSignals> of(List<RouteCandidate> candidates, FailedAttempts failures) {
		List<CandidateSignals> chosen = new ArrayList<>(candidates.size());
		List<Failing> failing = new ArrayList<>(0);
		int weight = 0;
		int ready = 0;
		for (int i = 0; i < candidates.size(); i++) {
			RouteCandidate candidate = candidates.get(i);
			weight += candidate.weight();
			Unready unready = this.engine.states().of(candidate).unready(this.request);
			if (unready == null) {
				ready += candidate.weight();
				chosen.add(signals(candidate, i, true));
			}
			else if (unready.failing()) {
				failing.add(new Failing(candidate, i, unready));
			}
			else {
				failures.skipped(candidate, unready);
			}
		}
		this.panic = !failing.isEmpty() && ready < this.engine.panicThreshold() * weight;
		failing.forEach((candidate) -> add(candidate, chosen, failures));
		return chosen;
	}

	private void add(Failing failing, List<CandidateSignals> chosen, FailedAttempts failures) {
		if (this.panic) {
			chosen.add(signals(failing.candidate(), failing.position(), false));
		}
		else {
			failures.skipped(failing.candidate(), failing.unready());
		}
	}

	private CandidateSignals signals(RouteCandidate candidate, int position, boolean ready) {
		double usd = this.priced ? this.engine.estimateUsd(candidate, this.request) : Double.NaN;
		return this.engine.states().of(candidate).signals(candidate, position, this.traits.stream(), usd, ready);
	}

	boolean isPanic() {
		return this.panic;
	}

	/**
	 * Candidate that failed too often.
	 *
	 * @param candidate the candidate
	 * @param position its position within the route
	 * @param unready for how long
	 */
	private record Failing(RouteCandidate candidate, int position, Unready unready) {
	}

}
