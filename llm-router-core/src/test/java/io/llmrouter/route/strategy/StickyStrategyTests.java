package io.llmrouter.route.strategy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.llmrouter.testing.Signals;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StickyStrategyTests {

	private static final int CONVERSATIONS = 6_000;

	private final StickyStrategy strategy = new StickyStrategy();

	private List<String> homes(Signals signals) {
		List<String> homes = new ArrayList<>();
		for (int i = 0; i < CONVERSATIONS; i++) {
			homes.add(signals.order(this.strategy, Signals.conversation("conversation-" + i, i)).get(0));
		}
		return homes;
	}

	private static Map<String, Integer> count(List<String> homes) {
		Map<String, Integer> counts = new HashMap<>();
		homes.forEach((home) -> counts.merge(home, 1, Integer::sum));
		return counts;
	}

	@Test
	void conversationStaysWhereItIs() {
		Signals signals = Signals.of("a", "b", "c");
		for (int lot = 0; lot < 50; lot++) {
			assertThat(signals.order(this.strategy, Signals.conversation("c-1", lot)))
				.isEqualTo(signals.order(this.strategy, Signals.conversation("c-1", 0)));
		}
	}

	@Test
	void conversationsSpreadByWeight() {
		Map<String, Integer> counts = count(homes(Signals.of("a").weighing(3).and("b").weighing(2).and("c")));
		assertThat(counts.get("a")).isBetween(2850, 3150);
		assertThat(counts.get("b")).isBetween(1850, 2150);
		assertThat(counts.get("c")).isBetween(900, 1100);
	}

	@Test
	void onlyConversationsOfTheCandidateThatLeavesMove() {
		List<String> before = homes(Signals.of("a", "b", "c", "d"));
		List<String> after = homes(Signals.of("a", "c", "d"));
		for (int i = 0; i < CONVERSATIONS; i++) {
			if (!before.get(i).equals("b")) {
				assertThat(after.get(i)).isEqualTo(before.get(i));
			}
		}
		assertThat(count(after).values()).allMatch((count) -> count > 1850 && count < 2150);
	}

	@Test
	void moreWeightOnlyDrawsConversationsTowardsIt() {
		List<String> before = homes(Signals.of("a", "b", "c"));
		List<String> after = homes(Signals.of("a", "b").and("c").weighing(2));
		for (int i = 0; i < CONVERSATIONS; i++) {
			assertThat(after.get(i)).isIn(before.get(i), "c");
		}
		assertThat(count(after).get("c")).isBetween(2850, 3150);
	}

	@Test
	void modelsOfOneProviderAreToldApart() {
		assertThat(count(homes(Signals.of("a/x", "a/y"))).get("a/x")).isBetween(2850, 3150);
	}

	@Test
	void placeInTheRouteMakesNoDifference() {
		assertThat(homes(Signals.of("a", "b", "c"))).isEqualTo(homes(Signals.of("c", "a", "b")));
	}

	// Other instances, perhaps of another version on another JVM, must agree.
	@Test
	void homeIsTheSameOnEveryMachine() {
		Signals signals = Signals.of("openai/gpt-5-mini", "claude", "local");
		List<String> homes = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			homes.add(signals.order(this.strategy, Signals.conversation("conversation-" + i, 0)).get(0));
		}
		assertThat(homes).containsExactly("openai/gpt-5-mini", "openai/gpt-5-mini", "claude", "local", "local",
				"openai/gpt-5-mini", "claude", "local");
	}

	@Test
	void callWithoutConversationIsSpread() {
		Signals signals = Signals.of("a").weighing(3).and("b");
		int wins = 0;
		for (int lot = 0; lot < 1000; lot++) {
			wins += signals.order(this.strategy, Signals.conversation(null, lot)).get(0).equals("a") ? 1 : 0;
		}
		assertThat(wins).isBetween(700, 800);
	}

}
