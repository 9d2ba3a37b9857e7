package io.llmrouter.stats;

import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Reasons of a rank, in one plain sentence each. They tell the first figure in the order
 * of {@link Ranking} by which a row differs from its neighbour.
 */
final class Explanation {

	private Explanation() {
	}

	static String notRanked(ProviderComparison row, long minimumSamples) {
		return text("Not ranked yet: of the %,d calls that a rank needs, %,d succeeded or failed.", minimumSamples,
				row.samples());
	}

	static String ranked(ProviderComparison row, @Nullable ProviderComparison above,
			@Nullable ProviderComparison below) {
		if (above != null) {
			return text("Below %s: it %s.", above.name(), compared(row, above, "less surely", "slower"));
		}
		if (below != null) {
			return text("First, before %s: it %s.", below.name(), compared(row, below, "more surely", "faster"));
		}
		return text("First, as the only one with enough calls: %s of %,d succeeded.",
				percent(Objects.requireNonNullElse(row.successRate(), 0.0), 2), row.samples());
	}

	static String tiedWithNext(ProviderComparison row, ProviderComparison next, int rows) {
		String others = (rows > 2) ? text(" and %,d more", rows - 2) : "";
		return text("Tied with %s%s, and first of them by %s.", next.name(), others, reason(row, next));
	}

	static String tiedWith(ProviderComparison best, double pValue) {
		return text(
				"Tied with %s: their success intervals overlap, and their latencies do not differ significantly (p = %s).",
				best.name(), number(pValue, 2));
	}

	private static String compared(ProviderComparison row, ProviderComparison other, String sure, String fast) {
		return switch (reason(row, other)) {
			case SUCCESS -> success(row, other, sure);
			case LATENCY -> latency(row, other, fast);
			case NAME -> "is equal in success and latency, so the name decides";
		};
	}

	private static Reason reason(ProviderComparison row, ProviderComparison other) {
		if (!Objects.equals(row.lowerBound(), other.lowerBound())) {
			return Reason.SUCCESS;
		}
		return Objects.equals(row.adjustedP95Millis(), other.adjustedP95Millis()) ? Reason.NAME : Reason.LATENCY;
	}

	private static String success(ProviderComparison row, ProviderComparison other, String sure) {
		double one = Objects.requireNonNullElse(row.lowerBound(), 0.0);
		double two = Objects.requireNonNullElse(other.lowerBound(), 0.0);
		int decimals = 1;
		while (decimals < 6 && percent(one, decimals).equals(percent(two, decimals))) {
			decimals++;
		}
		return text("succeeds %s, at least %s of its calls against %s", sure, percent(one, decimals),
				percent(two, decimals));
	}

	private static String text(String format, Object... values) {
		return String.format(Locale.ROOT, format, values);
	}

	private static String latency(ProviderComparison row, ProviderComparison other, String fast) {
		int decimals = 0;
		while (decimals < 3 && latency(row, decimals).equals(latency(other, decimals))) {
			decimals++;
		}
		return text("succeeds as surely and is %s: like for like, 95 %% of its successes take up to %s against %s",
				fast, latency(row, decimals), latency(other, decimals));
	}

	private static String latency(ProviderComparison row, int decimals) {
		Double millis = row.adjustedP95Millis();
		return (millis != null) ? text("%,." + decimals + "f ms", millis) : "an unknown time";
	}

	private static String percent(double share, int decimals) {
		return number(100 * share, decimals) + " %";
	}

	private static String number(double value, int decimals) {
		return text("%." + decimals + "f", value);
	}

	/**
	 * First figure by which two rows differ.
	 */
	private enum Reason {

		SUCCESS("success"), LATENCY("latency"), NAME("name");

		private final String text;

		Reason(String text) {
			this.text = text;
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

}
