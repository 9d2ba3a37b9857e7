package io.llmrouter.stats;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ParetoFrontierTests {

	@Test
	void rowThatIsBestInOneFigureIsOnTheFrontier() {
		assertThat(optimal(row("sure", 0.99, 900.0, "9"), row("fast", 0.9, 100.0, "9"), row("cheap", 0.9, 900.0, "1"),
				row("worst", 0.9, 900.0, "9")))
			.containsExactly("sure", "fast", "cheap");
	}

	@Test
	void rowBetweenTheBestIsOnTheFrontierUnlessOneBeatsItInAll() {
		assertThat(optimal(row("sure", 0.99, 900.0, "9"), row("fast", 0.8, 100.0, "9"), row("between", 0.9, 500.0, "9"),
				row("beaten", 0.89, 501.0, "9.5")))
			.containsExactly("sure", "fast", "between");
	}

	@Test
	void equalRowsDoNotBeatEachOther() {
		assertThat(optimal(row("a", 0.9, 100.0, "1"), row("b", 0.9, 100.0, "1.0"))).containsExactly("a", "b");
	}

	@Test
	void unknownFigureIsWorseThanAnyKnownOne() {
		assertThat(optimal(row("priced", 0.9, 100.0, "500"), row("unpriced", 0.9, 100.0, null)))
			.containsExactly("priced");
		assertThat(optimal(row("priced", 0.9, 100.0, "500"), row("unpriced", 0.9, 99.0, null)))
			.containsExactly("priced", "unpriced");
		assertThat(optimal(row("a", 0.9, null, null), row("b", 0.9, 100.0, null))).containsExactly("b");
		assertThat(optimal(row("a", null, 100.0, "1"), row("b", 0.1, 100.0, "1"))).containsExactly("b");
	}

	@Test
	void withoutAnyPriceTheOtherFiguresDecide() {
		assertThat(optimal(row("a", 0.99, 100.0, null), row("b", 0.9, 200.0, null))).containsExactly("a");
	}

	private static List<String> optimal(ProviderComparison... rows) {
		ParetoFrontier frontier = new ParetoFrontier(List.of(rows));
		return Arrays.stream(rows).filter(frontier::contains).map(ProviderComparison::provider).toList();
	}

	private static ProviderComparison row(String provider, @Nullable Double success, @Nullable Double p95,
			@Nullable String usd) {
		return new ProviderComparison(0, provider, "m", Verdict.RANKED, "", null,
				new ProviderComparison.Calls(100, 100, 0, 0, 0), success,
				(success != null) ? List.of(success, 1.0) : null, null, p95, List.of(), null, null,
				new ProviderComparison.Tokens(null, null, null, null, null, 0),
				new ProviderComparison.Cost(null, null, (usd != null) ? new BigDecimal(usd) : null, 0), Map.of(), null,
				null, null, false);
	}

}
