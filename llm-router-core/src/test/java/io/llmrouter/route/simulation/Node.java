package io.llmrouter.route.simulation;

import io.llmrouter.route.RouteCandidate;

/**
 * Simulated provider as a scenario describes it.
 *
 * @param candidate its name, weight and tier
 * @param firstTokenSeconds the median time to its first token
 * @param slots the calls it serves at once; further ones wait in line
 * @param usd the price of a call
 * @param conditions how it fares over time
 */
record Node(RouteCandidate candidate, double firstTokenSeconds, int slots, double usd, Condition.OverTime conditions) {

	Node(String name, double firstTokenSeconds, int slots, double usd) {
		this(RouteCandidate.of(name), firstTokenSeconds, slots, usd, Condition.OverTime.ALWAYS_WELL);
	}

	Node under(Condition.OverTime newConditions) {
		return new Node(this.candidate, this.firstTokenSeconds, this.slots, this.usd, newConditions);
	}

	Node weighing(int weight) {
		return new Node(this.candidate.withWeight(weight), this.firstTokenSeconds, this.slots, this.usd,
				this.conditions);
	}

	String name() {
		return this.candidate.provider();
	}

}
