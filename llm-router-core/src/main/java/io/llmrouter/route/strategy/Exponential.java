package io.llmrouter.route.strategy;

/**
 * Numbers of which the smallest wins in proportion to weights: {@code −ln(u) / weight}
 * with u uniform between 0 and 1.
 * <p>
 * The logarithm is interpolated between 256 points, exact to 0.000002, which is quicker
 * than {@link Math#log(double)}, and it comes out the same on every machine, so that all
 * instances of an application agree about sticky conversations.
 */
final class Exponential {

	private static final double LN_2 = StrictMath.log(2);

	private static final int POINTS = 256;

	// The bits behind those that choose the point, as many as an int can hold.
	private static final int FRACTION_SHIFT = 24;

	private static final int POINT_SHIFT = 55;

	// For each point ln(1 + i / 256), and how much it grows with each step of the
	// fraction.
	private static final double[] TABLE = table();

	private Exponential() {
	}

	private static double[] table() {
		double[] table = new double[2 * POINTS];
		for (int i = 0; i < POINTS; i++) {
			double logarithm = StrictMath.log(1 + i / (double) POINTS);
			table[2 * i] = logarithm;
			table[2 * i + 1] = (StrictMath.log(1 + (i + 1) / (double) POINTS) - logarithm) / (1L << 31);
		}
		return table;
	}

	/**
	 * Return a number to compare with those of others.
	 * @param bits random bits; u is what they say as a fraction of 2^64
	 * @param weight the weight, over 0
	 * @return the number
	 */
	static double of(long bits, int weight) {
		return minusLogarithm(bits) / weight;
	}

	// u = 2^−(zeros + 1) × (1 + point / 256 + …)
	static double minusLogarithm(long bits) {
		int zeros = Long.numberOfLeadingZeros(bits);
		long shifted = bits << zeros;
		int point = 2 * ((int) (shifted >>> POINT_SHIFT) & (POINTS - 1));
		int fraction = (int) (shifted >>> FRACTION_SHIFT) & Integer.MAX_VALUE;
		return (zeros + 1) * LN_2 - TABLE[point] - fraction * TABLE[point + 1];
	}

}
