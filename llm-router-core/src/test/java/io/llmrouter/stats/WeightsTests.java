package io.llmrouter.stats;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import io.llmrouter.call.ChatCall;
import io.llmrouter.cost.CallCosts;
import io.llmrouter.cost.Price;
import io.llmrouter.cost.PriceTable;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.TestTimeSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class WeightsTests {

	private final ComparisonStatistics statistics = new ComparisonStatistics(new TestTimeSource(), 200, 20,
			new CallCosts(new PriceTable(Map.of("dear", Price.of(BigDecimal.TEN, BigDecimal.TEN), "cheap",
					Price.of(BigDecimal.ONE, BigDecimal.ONE)), null)));

	@BeforeEach
	void record() {
		end(100, TestCall.of("a", "dear").lasting(100).streaming(10, 50).using(500, 500).succeeded());
		end(100, TestCall.of("b", "cheap").lasting(400).streaming(80, 200).using(500, 500).succeeded());
		end(100, TestCall.of("c", "unpriced").lasting(200).streaming(40, 100).using(500, 500).succeeded());
		end(1, TestCall.of("d", "cheap").lasting(1).streaming(1, 1).using(1, 9).succeeded());
		end(50, TestCall.of("e", "cheap").failed(ErrorType.OVERLOADED));
	}

	@Test
	void scoreIsTheWeightedMeanRelativeToTheBest() {
		// All four that succeeded have the same interval but 'd'; latency 100 of 400 ms,
		// cost 1 of 10.
		assertThat(score("a", "success:0,latency:0.5,cost:0.5")).isCloseTo(0.5 + 0.05, within(1e-9));
		assertThat(score("b", "success:0,latency:0.5,cost:0.5")).isCloseTo(0.125 + 0.5, within(0.001));
		assertThat(score("a", "success:1")).isEqualTo(1);
		assertThat(score("a", "first-token:1")).isEqualTo(1);
		assertThat(score("b", "first-token:1")).isCloseTo(0.125, within(0.001));
		assertThat(score("b", "throughput:1")).isCloseTo(0.25, within(1e-9));
	}

	@Test
	void defaultsAreHalfSuccessAQuarterLatencyAndAQuarterCost() {
		assertThat(score("a", null)).isCloseTo(0.5 + 0.25 + 0.025, within(1e-9));
	}

	@Test
	void unknownFigureCountsAsNothing() {
		assertThat(score("c", "cost:1")).isZero();
		assertThat(score("e", "latency:1")).isZero();
		assertThat(score("c", "latency:1")).isCloseTo(0.5, within(0.001));
	}

	@Test
	void bestIsThatOfRowsWithEnoughCallsAndNoScoreIsMoreThanOne() {
		assertThat(score("d", "latency:1")).isEqualTo(1);
		assertThat(score("a", "latency:1")).isEqualTo(1);
	}

	@Test
	void rowsAreSortedByScoreWithTooFewCallsLast() {
		assertThat(sorted("cost:1")).containsExactly("b", "a", "c", "e", "d");
		assertThat(sorted("latency:1")).containsExactly("a", "c", "b", "e", "d");
		assertThat(sorted(null)).containsExactly("b", "a", "c", "e", "d");
	}

	@Test
	void scoreChangesNoRank() {
		ComparisonSnapshot scored = this.statistics
			.compare(ComparisonQuery.of(Window.ALL).withWeights(Weights.parse("cost:1")));
		assertThat(scored.ranking()).extracting(ProviderComparison::provider).startsWith("a");
		assertThat(scored.ranking()).extracting(ProviderComparison::rank).containsExactly(1, 2, 3, 4, 5);
		assertThat(scored.providers().get(0).score()).isNotNull();
	}

	@Test
	void withoutWeightsThereIsNoScore() {
		assertThat(this.statistics.compare(Window.ALL).ranking()).extracting(ProviderComparison::score)
			.containsOnlyNulls();
	}

	@Test
	void freeModelHasTheFullShareOfCost() {
		ComparisonStatistics free = new ComparisonStatistics(new TestTimeSource(), 200, 1,
				new CallCosts(new PriceTable(Map.of("cheap", Price.of(BigDecimal.ONE, BigDecimal.ONE), "free",
						Price.of(BigDecimal.ZERO, BigDecimal.ZERO)), null)));
		free.callEnded(TestCall.of("local", "free").using(5, 5).succeeded());
		free.callEnded(TestCall.of("a", "cheap").using(5, 5).succeeded());
		List<ProviderComparison> rows = free
			.compare(ComparisonQuery.of(Window.ALL).withSort(Sort.SCORE).withWeights(Weights.parse("cost:1")))
			.ranking();
		assertThat(rows).extracting(ProviderComparison::provider).containsExactly("local", "a");
		assertThat(rows).extracting(ProviderComparison::score).containsExactly(1.0, 0.0);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "cost:0.7 | success:0.2,latency:0.1,cost:0.7",
					"cost:0.5,latency:0.25 | success:0.25,latency:0.25,cost:0.5",
					"throughput:0.2 | success:0.4,latency:0.2,throughput:0.2,cost:0.2",
					"cost:1 | success:0.0,latency:0.0,cost:1.0",
					"success:0.2,latency:0.2,cost:0.1 | success:0.4,latency:0.4,cost:0.2",
					" first-token : 0.5 , success:0.5 | success:0.5,latency:0.0,first-token:0.5,cost:0.0" })
	void sharesAreCompletedToOne(String text, String expected) {
		assertThat(Weights.parse(text)
			.toString()
			.replaceAll("(\\d\\.\\d{1,2})\\d*", "$1")
			.replaceAll("(\\.\\d)0\\b", "$1")).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "cost", "cost:", ":0.5", "luck:0.5", "cost:1.1", "cost:-0.1", "cost:NaN",
			"cost:0.6,latency:0.6", "cost:0.1,cost:0.1", "success:0,latency:0,cost:0", "cost:0.5;latency:0.5" })
	void whatIsNotUnderstoodIsRejected(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Weights.parse(text))
			.withMessage("Weights '" + text + "' are not understood; allowed are pairs such as 'cost:0.7,latency:0.2'"
					+ " of 'success', 'latency', 'first-token', 'throughput', 'cost' with shares from 0 to 1"
					+ " that add up to at most 1");
	}

	private double score(String provider, @Nullable String weights) {
		Double score = rows(weights).stream()
			.filter((row) -> row.provider().equals(provider))
			.findFirst()
			.orElseThrow()
			.score();
		assertThat(score).isNotNull();
		return score;
	}

	private List<String> sorted(@Nullable String weights) {
		return rows(weights).stream().map(ProviderComparison::provider).toList();
	}

	private List<ProviderComparison> rows(@Nullable String weights) {
		ComparisonQuery query = ComparisonQuery.of(Window.ALL).withSort(Sort.SCORE);
		return this.statistics.compare((weights != null) ? query.withWeights(Weights.parse(weights)) : query).ranking();
	}

	private void end(int times, ChatCall call) {
		for (int time = 0; time < times; time++) {
			this.statistics.callEnded(call);
		}
	}

}
