package io.llmrouter.route.simulation;

/**
 * What became of one simulated call.
 */
final class SimulatedCall {

	private final double start;

	private double firstToken = Double.NaN;

	private boolean failed;

	SimulatedCall(double start) {
		this.start = start;
	}

	void content(double now) {
		if (Double.isNaN(this.firstToken)) {
			this.firstToken = now - this.start;
		}
	}

	void failed() {
		this.failed = true;
	}

	double start() {
		return this.start;
	}

	boolean isFailed() {
		return this.failed;
	}

	/**
	 * Return how long the caller waited for the first token.
	 * @return seconds; infinite where none came
	 */
	double firstToken() {
		return Double.isNaN(this.firstToken) ? Double.POSITIVE_INFINITY : this.firstToken;
	}

}
