package io.llmrouter.route.strategy;

import java.util.Map;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.route.RoutingContext;
import io.llmrouter.testing.Signals;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AdaptiveStrategyTests {

	private final AdaptiveStrategy strategy = new AdaptiveStrategy();

	@Test
	void quickestCandidateComesFirst() {
		assertThat(Signals.of("slow").taking(2).and("quick").taking(0.5).first(this.strategy)).isEqualTo("quick");
	}

	@Test
	void callsThatWaitWeighOnACandidate() {
		assertThat(Signals.of("busy").taking(1).waitedForBy(9).and("idle").taking(2).first(this.strategy))
			.isEqualTo("busy");
		assertThat(Signals.of("busy").taking(1).waitedForBy(11).and("idle").taking(2).first(this.strategy))
			.isEqualTo("idle");
	}

	@Test
	void callsThatWaitForAWholeAnswerWeighLess() {
		RoutingContext answer = new RoutingContext(ChatRequest.user("Hello"), false, 0, 1);
		assertThat(Signals.of("busy").taking(1).waitedForBy(49).and("idle").taking(2).order(this.strategy, answer))
			.startsWith("busy");
		assertThat(Signals.of("busy").taking(1).waitedForBy(51).and("idle").taking(2).order(this.strategy, answer))
			.startsWith("idle");
	}

	@Test
	void heavierCandidateMayBeSlowerInProportion() {
		assertThat(Signals.of("heavy").taking(2.9).weighing(3).and("light").taking(1).first(this.strategy))
			.isEqualTo("heavy");
		assertThat(Signals.of("heavy").taking(3.1).weighing(3).and("light").taking(1).first(this.strategy))
			.isEqualTo("light");
	}

	@Test
	void unmeasuredCandidateIsTriedOneCallAtATime() {
		assertThat(Signals.of("known").taking(1).and("new").first(this.strategy)).isEqualTo("new");
		assertThat(Signals.of("known").taking(1).and("new").waitedForBy(1).first(this.strategy)).isEqualTo("known");
	}

	@Test
	void tiesAreBrokenByChance() {
		assertThat(Signals.of("a").taking(1).and("b").taking(1).wins(this.strategy, 1000).get("a")).isBetween(440, 560);
	}

	@Test
	void upToThreeCandidatesAreAllLookedAt() {
		assertThat(Signals.of("a").taking(3).and("b").taking(2).and("c").taking(1).wins(this.strategy, 100))
			.containsOnlyKeys("c");
	}

	@Test
	void ofManyCandidatesTheLighterOfTwoDrawnComesFirst() {
		Signals signals = Signals.of("p4")
			.taking(5)
			.and("p1")
			.taking(2)
			.and("p0")
			.taking(1)
			.and("p3")
			.taking(4)
			.and("p2")
			.taking(3);
		Map<String, Integer> wins = signals.wins(this.strategy, 10_000);
		assertThat(wins.get("p0")).isBetween(3850, 4150);
		assertThat(wins.get("p1")).isBetween(2850, 3150);
		assertThat(wins.get("p2")).isBetween(1850, 2150);
		assertThat(wins.get("p3")).isBetween(900, 1100);
		assertThat(wins).doesNotContainKey("p4");
	}

	@Test
	void othersFollowByLoad() {
		assertThat(Signals.of("slow")
			.taking(2)
			.and("new")
			.and("quick")
			.taking(1)
			.order(this.strategy, Signals.context(0, 1))).containsExactly("new", "quick", "slow");
	}

}
