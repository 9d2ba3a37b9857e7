package io.llmrouter.stats;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Weights of a score: how much success, latency, time to first token, throughput and cost
 * count for an application. Each figure is taken relative to the best of all rows with
 * enough samples, so that the best has 1 and one half as good has 0.5; the score is the
 * weighted mean, from 0 to 1. An unknown figure counts as 0. Success is the lower bound
 * of its interval, latency the 95th percentile like for like.
 * <p>
 * Where a row costs nothing it has 1 for its cost, and all that cost something have 0.
 *
 * @since 0.1.0
 */
public final class Weights {

	private static final Map<Criterion, Double> DEFAULT_SHARES = Map.of(Criterion.SUCCESS, 0.5, Criterion.LATENCY, 0.25,
			Criterion.COST, 0.25);

	private static final double ROUNDING = 1e-9;

	private final Map<Criterion, Double> shares;

	private Weights(Map<Criterion, Double> shares) {
		this.shares = shares;
	}

	/**
	 * Return weights of a half for success and a quarter each for latency and cost.
	 * @return the weights
	 */
	public static Weights defaults() {
		return new Weights(DEFAULT_SHARES);
	}

	/**
	 * Read weights.
	 * @param text pairs of criterion and share, for example {@code cost:0.7,latency:0.2};
	 * criteria are {@code success}, {@code latency}, {@code first-token},
	 * {@code throughput} and {@code cost}. What the shares leave of 1 goes to those of
	 * success, latency and cost that are not named, two parts to success and one to each
	 * of the others.
	 * @return the weights
	 * @throws IllegalArgumentException if a criterion is unknown or named twice, or a
	 * share is no number from 0 to 1, or they add up to 0 or to more than 1
	 */
	public static Weights parse(String text) {
		Map<Criterion, Double> shares = new EnumMap<>(Criterion.class);
		for (String pair : text.split(",")) {
			int colon = pair.indexOf(':');
			Criterion criterion = Criterion.parse(pair.substring(0, Math.max(colon, 0)).strip(), text);
			if (shares.put(criterion, share(pair.substring(colon + 1).strip(), text)) != null) {
				throw invalid(text);
			}
		}
		return new Weights(completed(shares, text));
	}

	private static double share(String number, String text) {
		try {
			double share = Double.parseDouble(number);
			if (share >= 0 && share <= 1) {
				return share;
			}
		}
		catch (NumberFormatException ex) {
			// Falls through to the one answer for everything that is no share.
		}
		throw invalid(text);
	}

	private static Map<Criterion, Double> completed(Map<Criterion, Double> named, String text) {
		double sum = named.values().stream().mapToDouble(Double::doubleValue).sum();
		Map<Criterion, Double> others = new EnumMap<>(DEFAULT_SHARES);
		others.keySet().removeAll(named.keySet());
		double parts = others.values().stream().mapToDouble(Double::doubleValue).sum();
		if (sum > 1 + ROUNDING || (sum == 0 && parts == 0)) {
			throw invalid(text);
		}
		Map<Criterion, Double> shares = new EnumMap<>(Criterion.class);
		// With nothing left to share among, those that are named share all of it.
		double scale = (parts > 0) ? 1 : 1 / sum;
		named.forEach((criterion, share) -> shares.put(criterion, share * scale));
		others.forEach((criterion, part) -> shares.put(criterion, part / parts * Math.max(1 - sum, 0)));
		return shares;
	}

	private static IllegalArgumentException invalid(String text) {
		String names = Arrays.stream(Criterion.values())
			.map((criterion) -> criterion.code)
			.collect(Collectors.joining("', '"));
		return new IllegalArgumentException("Weights '" + text + "' are not understood; allowed are pairs such as"
				+ " 'cost:0.7,latency:0.2' of '" + names + "' with shares from 0 to 1 that add up to at most 1");
	}

	/**
	 * Return the score of a row.
	 * @param row the row
	 * @param best the best value of each criterion, without those that no row has
	 * @return the score, from 0 to 1
	 */
	double score(ProviderComparison row, Map<Criterion, Double> best) {
		double score = 0;
		for (Map.Entry<Criterion, Double> share : this.shares.entrySet()) {
			Double value = share.getKey().value(row);
			Double top = best.get(share.getKey());
			if (value != null && top != null) {
				score += share.getValue() * share.getKey().relative(value, top);
			}
		}
		return Math.min(score, 1);
	}

	/**
	 * Return the shares by name.
	 */
	@Override
	public String toString() {
		return this.shares.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByKey())
			.map((share) -> share.getKey().code + ":" + share.getValue())
			.collect(Collectors.joining(","));
	}

	/**
	 * What counts.
	 */
	enum Criterion {

		SUCCESS("success", true, ProviderComparison::lowerBound),

		LATENCY("latency", false, ProviderComparison::adjustedP95Millis),

		FIRST_TOKEN("first-token", false,
				(row) -> (row.timeToFirstTokenMillis() != null) ? row.timeToFirstTokenMillis().p95() : null),

		THROUGHPUT("throughput", true, ProviderComparison::outputTokensPerSecond),

		COST("cost", false, (row) -> (row.cost().usdPerThousandCalls() != null)
				? row.cost().usdPerThousandCalls().doubleValue() : null);

		private final String code;

		private final boolean highIsGood;

		private final Function<ProviderComparison, @Nullable Double> figure;

		Criterion(String code, boolean highIsGood, Function<ProviderComparison, @Nullable Double> figure) {
			this.code = code;
			this.highIsGood = highIsGood;
			this.figure = figure;
		}

		static Criterion parse(String code, String text) {
			return Arrays.stream(values())
				.filter((criterion) -> criterion.code.equals(code))
				.findFirst()
				.orElseThrow(() -> invalid(text));
		}

		@Nullable Double value(ProviderComparison row) {
			return this.figure.apply(row);
		}

		double better(double one, double other) {
			return this.highIsGood ? Math.max(one, other) : Math.min(one, other);
		}

		private double relative(double value, double best) {
			if (value == best) {
				return 1;
			}
			// A row with too few samples may be better than the best of the others.
			return Math.min(this.highIsGood ? value / best : best / value, 1);
		}

	}

}
