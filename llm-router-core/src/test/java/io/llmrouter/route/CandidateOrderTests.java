package io.llmrouter.route;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.route.strategy.AdaptiveStrategy;
import io.llmrouter.route.strategy.PriorityStrategy;
import io.llmrouter.testing.Signals;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CandidateOrderTests {

	private static List<String> order(Signals signals) {
		return order(signals, Signals.context(0, 1));
	}

	private static List<String> order(Signals signals, RoutingContext context) {
		return Signals.names(new CandidateOrder(new PriorityStrategy(), context).of(signals.list()));
	}

	@Test
	void candidatesThatStandAlikeAreTheStrategysAffair() {
		Signals signals = Signals.of("slow").taking(2).and("quick").taking(1);
		assertThat(Signals.names(new CandidateOrder(new AdaptiveStrategy(), Signals.context(0, 1)).of(signals.list())))
			.containsExactly("quick", "slow");
	}

	@Test
	void lowerTiersComeFirst() {
		assertThat(order(Signals.of("spare").inTier(2).and("first").and("second").inTier(1).and("also")))
			.containsExactly("first", "also", "second", "spare");
	}

	@Test
	void strategyDecidesWithinATierOnly() {
		Signals signals = Signals.of("slow").taking(9).and("spare").taking(0.1).inTier(1).and("quick").taking(1);
		assertThat(Signals.names(new CandidateOrder(new AdaptiveStrategy(), Signals.context(0, 1)).of(signals.list())))
			.containsExactly("quick", "slow", "spare");
	}

	@Test
	void candidateThatIsNotReadyComesBehindAllTiers() {
		assertThat(order(
				Signals.of("broken").notReady().and("well").and("spare").inTier(1).and("dead").inTier(1).notReady()))
			.containsExactly("well", "spare", "broken", "dead");
	}

	@Test
	void whereNobodyIsReadyTheOrderStands() {
		assertThat(order(Signals.of("a").notReady().and("b").notReady())).containsExactly("a", "b");
	}

	@Test
	void candidateThatComesBackTakesPartOfItsShareAndStaysWithinItsTier() {
		Signals signals = Signals.of("back").comingBack(0.3).and("other").and("spare").inTier(1);
		int first = 0;
		for (int lot = 0; lot < 10_000; lot++) {
			List<String> order = order(signals, Signals.context(0, lot));
			assertThat(order).endsWith("spare");
			first += order.get(0).equals("back") ? 1 : 0;
		}
		assertThat(first).isBetween(2850, 3150);
	}

	@Test
	void conversationsReturnOneAfterTheOtherAndStay() {
		List<String> returned = new ArrayList<>();
		for (double share : new double[] { 0.2, 0.5, 0.8, 1 }) {
			List<String> now = returned(share);
			assertThat(now).containsAll(returned).hasSizeBetween((int) (200 * share) - 25, (int) (200 * share) + 25);
			returned = now;
		}
		assertThat(returned).hasSize(200);
	}

	private static List<String> returned(double share) {
		Signals signals = Signals.of("back").comingBack(share).and("other");
		List<String> returned = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			if (order(signals, Signals.conversation("c-" + i, i)).get(0).equals("back")) {
				returned.add("c-" + i);
			}
		}
		return returned;
	}

}
