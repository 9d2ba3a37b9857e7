package io.llmrouter.stats.estimate;

import org.jspecify.annotations.Nullable;

/**
 * Score interval of a success rate at 95 % confidence: <pre>
 * (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n),   z = 1.959964
 * </pre> with the success rate p of n calls. Unlike p itself the lower bound grows with
 * the number of calls: 1 of 1 has 0.21, 9,999 of 10,000 has 0.9994. Takes constant time.
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical
 * inference", Journal of the American Statistical Association 22 (1927), 209–212.
 *
 * @param lower the lower bound, from 0 to 1
 * @param upper the upper bound, from 0 to 1
 * @since 0.1.0
 */
public record WilsonInterval(double lower, double upper) {

	private static final double Z = 1.959964;

	/**
	 * Compute the interval.
	 * @param succeeded how many calls succeeded
	 * @param failed how many calls failed
	 * @return the interval, or {@code null} where there are no calls
	 */
	public static @Nullable WilsonInterval of(long succeeded, long failed) {
		double n = (double) succeeded + failed;
		if (n == 0) {
			return null;
		}
		double p = succeeded / n;
		double centre = p + Z * Z / (2 * n);
		double margin = Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
		double scale = 1 + Z * Z / n;
		// Rounding must not push a bound beyond the rate itself, which lies between 0 and
		// 1.
		return new WilsonInterval(clamp((centre - margin) / scale, 0, p), clamp((centre + margin) / scale, p, 1));
	}

	private static double clamp(double value, double min, double max) {
		return Math.min(Math.max(value, min), max);
	}

}
