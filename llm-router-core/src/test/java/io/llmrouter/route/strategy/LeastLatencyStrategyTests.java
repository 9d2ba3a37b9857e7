package io.llmrouter.route.strategy;

import java.util.Map;

import io.llmrouter.testing.Signals;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LeastLatencyStrategyTests {

	private final LeastLatencyStrategy strategy = new LeastLatencyStrategy();

	@Test
	void quickestGetsAllButTheCallsThatExploreTheOthers() {
		Map<String, Integer> wins = Signals.of("slow")
			.taking(2)
			.and("quick")
			.taking(1)
			.and("slower")
			.taking(3)
			.wins(this.strategy, 10_000);
		assertThat(wins.get("quick")).isBetween(9_400, 9_600);
		assertThat(wins.get("slow")).isBetween(200, 300);
		assertThat(wins.get("slower")).isBetween(200, 300);
	}

	@Test
	void candidateForWhichManyWaitIsNotPassedOver() {
		assertThat(Signals.of("busy").taking(1).waitedForBy(500).and("idle").taking(2).first(this.strategy))
			.isEqualTo("busy");
	}

	@Test
	void equallyQuickCandidatesShare() {
		assertThat(Signals.of("a").taking(1).and("b").taking(1).wins(this.strategy, 1000).get("a")).isBetween(440, 560);
	}

	@Test
	void unmeasuredCandidateIsTriedOneCallAtATime() {
		assertThat(Signals.of("known").taking(1).and("new").first(this.strategy)).isEqualTo("new");
		assertThat(Signals.of("known").taking(1).and("new").waitedForBy(1).first(this.strategy)).isEqualTo("known");
	}

	@Test
	void onlyCandidateComesFirst() {
		assertThat(Signals.of("only").taking(1).wins(this.strategy, 100)).containsEntry("only", 100);
	}

}
