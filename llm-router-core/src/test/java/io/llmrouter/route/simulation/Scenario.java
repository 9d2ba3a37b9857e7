package io.llmrouter.route.simulation;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.provider.ErrorType;

/**
 * What happens to the providers of a simulated route. Unless it says otherwise, there are
 * four with a median time to first token of 0.35, 0.6, 0.6 and 1.1 s that serve 60, 80,
 * 80 and 200 calls at once, and 20 calls a second for 200 s.
 *
 * @param name a short name, for files
 * @param title what happens, in a few words
 * @param rate the calls a second, on average
 * @param surge the calls a second from start to end
 * @param watched the provider to which something happens
 * @param start when it begins, in seconds
 * @param end when it is over, in seconds
 * @param nodes the providers
 */
record Scenario(String name, String title, double rate, double surge, int watched, double start, double end,
		List<Node> nodes) {

	static final double SECONDS = 200;

	private static final double START = 60;

	private static final double END = 140;

	private static final double RATE = 20;

	static final Scenario STEADY = new Scenario("steady", "Nothing happens; p1 is the quickest", RATE, RATE, 0, 0,
			SECONDS, wellNodes());

	static final Scenario SLOW_NODE = disturbed("slow-node", "p1 takes 10 times as long from 60 to 140 s", 0,
			Condition.OverTime.between(START, END, Condition.slow(10)));

	static final Scenario FAST_FAIL = disturbed("fast-fail", "p2 fails within 50 ms from 60 to 140 s", 1,
			Condition.OverTime.between(START, END, Condition.failing(ErrorType.SERVER_ERROR)));

	static final Scenario FLAPPING = disturbed("flapping", "p2 fails every other 10 s from 60 to 140 s", 1,
			(second) -> (second >= START && second < END && (int) ((second - START) / 10) % 2 == 0)
					? Condition.failing(ErrorType.SERVER_ERROR) : Condition.WELL);

	static final Scenario RATE_LIMITED = disturbed("rate-limited", "p1 answers 429 from 60 to 140 s", 0,
			Condition.OverTime.between(START, END, Condition.failing(ErrorType.RATE_LIMITED)));

	static final Scenario COLD_START = new Scenario("cold-start",
			"Nothing is known at 0 s; p3 loads its model and takes 20 times as long until 30 s", RATE, RATE, 2, 0, 30,
			with(2, Condition.OverTime.between(0, 30, Condition.slow(20))));

	static final Scenario OVERLOAD = new Scenario("overload",
			"40 calls a second, from 60 to 140 s 90: a fifth more than all can serve", 40, 90, 3, START, END,
			wellNodes());

	static final Scenario UNEQUAL_WEIGHTS = new Scenario("unequal-weights",
			"Equally quick providers of 120, 60, 30 and 30 slots, with weights 4, 2, 1 and 1; 30 calls a second", 30,
			30, 0, 0, SECONDS, List.of(weighing("p1", 4), weighing("p2", 2), weighing("p3", 1), weighing("p4", 1)));

	static final List<Scenario> ALL = List.of(STEADY, SLOW_NODE, FAST_FAIL, FLAPPING, RATE_LIMITED, COLD_START,
			OVERLOAD, UNEQUAL_WEIGHTS);

	private static Scenario disturbed(String name, String title, int watched, Condition.OverTime conditions) {
		return new Scenario(name, title, RATE, RATE, watched, START, END, with(watched, conditions));
	}

	private static List<Node> with(int index, Condition.OverTime conditions) {
		List<Node> nodes = new ArrayList<>(wellNodes());
		nodes.set(index, nodes.get(index).under(conditions));
		return nodes;
	}

	private static List<Node> wellNodes() {
		return List.of(new Node("p1", 0.35, 60, 0.004), new Node("p2", 0.6, 80, 0.002), new Node("p3", 0.6, 80, 0.002),
				new Node("p4", 1.1, 200, 0.001));
	}

	private static Node weighing(String name, int weight) {
		return new Node(name, 0.6, 30 * weight, 0.001 * weight).weighing(weight);
	}

	double rateAt(double second) {
		return (second >= this.start && second < this.end) ? this.surge : this.rate;
	}

	double fairShare(int index) {
		double sum = this.nodes.stream().mapToInt((node) -> node.candidate().weight()).sum();
		return this.nodes.get(index).candidate().weight() / sum;
	}

	@Override
	public String toString() {
		return this.name;
	}

}
