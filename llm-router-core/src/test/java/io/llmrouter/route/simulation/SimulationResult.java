package io.llmrouter.route.simulation;

import java.util.List;

/**
 * Figures of a run. Calls that came in the last 20 s are left out, because some of them
 * are not over.
 *
 * @param scenario what was simulated
 * @param calls the calls
 * @param asked when each provider was asked
 */
record SimulationResult(Scenario scenario, List<SimulatedCall> calls, List<List<Double>> asked) {

	static final double END = Scenario.SECONDS - 20;

	/**
	 * Return a percentile of the wait for the first token, failed calls counting as
	 * endless.
	 */
	double firstToken(double percentile, double from, double to) {
		double[] waits = this.calls.stream()
			.filter((call) -> call.start() >= from && call.start() < Math.min(to, END))
			.mapToDouble(SimulatedCall::firstToken)
			.sorted()
			.toArray();
		return (waits.length > 0) ? waits[(int) Math.ceil(percentile * waits.length) - 1] : Double.NaN;
	}

	double firstToken(double percentile) {
		return firstToken(percentile, 0, END);
	}

	/**
	 * Return which part of all attempts went to a provider.
	 */
	double share(int provider, double from, double to) {
		double all = 0;
		for (int i = 0; i < this.asked.size(); i++) {
			all += attempts(i, from, to);
		}
		return (all > 0) ? attempts(provider, from, to) / all : 0;
	}

	private long attempts(int provider, double from, double to) {
		return this.asked.get(provider).stream().filter((second) -> second >= from && second < to).count();
	}

	int attempts() {
		return this.asked.stream().mapToInt(List::size).sum();
	}

	/**
	 * Return the attempts per call.
	 */
	double amplification() {
		return (double) attempts() / this.calls.size();
	}

	double failureRate() {
		return (double) this.calls.stream().filter(SimulatedCall::isFailed).count() / this.calls.size();
	}

}
