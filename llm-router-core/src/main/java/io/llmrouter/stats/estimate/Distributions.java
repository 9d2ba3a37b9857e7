package io.llmrouter.stats.estimate;

/**
 * Tails of the normal distribution, by formula 26.2.17 of M. Abramowitz and I. A. Stegun,
 * "Handbook of Mathematical Functions" (1964).
 */
final class Distributions {

	private static final double[] COEFFICIENTS = { 0.319381530, -0.356563782, 1.781477937, -1.821255978, 1.330274429 };

	private static final double STEP = 0.2316419;

	private Distributions() {
	}

	/**
	 * Return how likely a normal value is at least so far from 0.
	 * @param z the value, in standard deviations
	 * @return the probability, off by at most 1.5·10<sup>-7</sup>
	 */
	static double twoSidedNormal(double z) {
		double x = Math.abs(z);
		double t = 1 / (1 + STEP * x);
		double polynomial = 0;
		for (int power = COEFFICIENTS.length - 1; power >= 0; power--) {
			polynomial = t * (COEFFICIENTS[power] + polynomial);
		}
		double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
		return Math.min(2 * density * polynomial, 1);
	}

}
