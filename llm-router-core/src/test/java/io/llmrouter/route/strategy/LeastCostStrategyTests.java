package io.llmrouter.route.strategy;

import io.llmrouter.testing.Signals;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LeastCostStrategyTests {

	private final LeastCostStrategy strategy = new LeastCostStrategy();

	@Test
	void cheapestComesFirstHoweverSlow() {
		assertThat(Signals.of("dear")
			.costing(0.02)
			.taking(0.1)
			.and("cheap")
			.costing(0.01)
			.taking(50)
			.waitedForBy(90)
			.first(this.strategy)).isEqualTo("cheap");
	}

	@Test
	void unknownPriceIsNotTakenForFree() {
		assertThat(Signals.of("unknown").taking(0.1).and("dear").costing(900).taking(50).first(this.strategy))
			.isEqualTo("dear");
	}

	@Test
	void freeComesBeforeAnyPrice() {
		assertThat(Signals.of("cheap").costing(0.000_001).and("free").costing(0).taking(9).first(this.strategy))
			.isEqualTo("free");
	}

	@Test
	void loadDecidesBetweenEqualPrices() {
		assertThat(Signals.of("slow").costing(0.01).taking(2).and("quick").costing(0.01).taking(1).first(this.strategy))
			.isEqualTo("quick");
		assertThat(Signals.of("slow").costing(0).taking(2).and("quick").costing(0).taking(1).first(this.strategy))
			.isEqualTo("quick");
		assertThat(Signals.of("slow").taking(2).and("quick").taking(1).first(this.strategy)).isEqualTo("quick");
	}

	@Test
	void loadNeverOutweighsAPercentOfThePrice() {
		assertThat(Signals.of("slow")
			.costing(0.01)
			.taking(60)
			.waitedForBy(500)
			.and("quick")
			.costing(0.0102)
			.taking(0.1)
			.first(this.strategy)).isEqualTo("slow");
	}

	@Test
	void tiesAreBrokenByChance() {
		assertThat(Signals.of("a").costing(1).and("b").costing(1).wins(this.strategy, 1000).get("a")).isBetween(440,
				560);
	}

}
