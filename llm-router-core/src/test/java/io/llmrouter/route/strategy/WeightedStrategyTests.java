package io.llmrouter.route.strategy;

import java.util.Map;

import io.llmrouter.testing.Signals;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WeightedStrategyTests {

	private final WeightedStrategy strategy = new WeightedStrategy();

	@Test
	void candidatesWinInProportionToTheirWeights() {
		Map<String, Integer> wins = Signals.of("a")
			.weighing(6)
			.and("b")
			.weighing(3)
			.and("c")
			.wins(this.strategy, 10_000);
		assertThat(wins.get("a")).isBetween(5850, 6150);
		assertThat(wins.get("b")).isBetween(2850, 3150);
		assertThat(wins.get("c")).isBetween(900, 1100);
	}

	@Test
	void secondPlaceIsDrawnByWeightToo() {
		Signals signals = Signals.of("a").and("b").weighing(3).and("c");
		long behindA = 0;
		long bBehindA = 0;
		for (int lot = 0; lot < 10_000; lot++) {
			var order = signals.order(this.strategy, Signals.context(0, lot));
			behindA += order.get(0).equals("a") ? 1 : 0;
			bBehindA += (order.get(0).equals("a") && order.get(1).equals("b")) ? 1 : 0;
		}
		assertThat((double) bBehindA / behindA).isBetween(0.71, 0.79);
	}

	@Test
	void sameLotGivesTheSameOrder() {
		Signals signals = Signals.of("a", "b", "c", "d");
		assertThat(signals.order(this.strategy, Signals.context(1, 99)))
			.isEqualTo(signals.order(this.strategy, Signals.context(2, 99)));
	}

}
