package io.llmrouter.route;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AdaptiveStrategyTests {

	private final AdaptiveStrategy strategy = new AdaptiveStrategy(new Random(42));

	private static CandidateSignals candidate(String name, double seconds, int inFlight, boolean ejected) {
		return new CandidateSignals(RouteCandidate.of(name), 0, inFlight, seconds, ejected);
	}

	private String first(CandidateSignals... candidates) {
		return this.strategy.order(List.of(candidates)).get(0).candidate().provider();
	}

	@Test
	void quickestCandidateComesFirst() {
		assertThat(first(candidate("slow", 2, 0, false), candidate("quick", 0.5, 0, false))).isEqualTo("quick");
	}

	@Test
	void callsInFlightWeighOnACandidate() {
		assertThat(first(candidate("busy", 1, 100, false), candidate("idle", 2, 0, false))).isEqualTo("idle");
	}

	@Test
	void unmeasuredCandidateIsTriedOneCallAtATime() {
		assertThat(first(candidate("known", 1, 0, false), candidate("new", Double.NaN, 0, false))).isEqualTo("new");
		assertThat(first(candidate("known", 1, 0, false), candidate("new", Double.NaN, 1, false))).isEqualTo("known");
	}

	@Test
	void ejectedCandidateComesLastHoweverQuickItFails() {
		assertThat(first(candidate("broken", 0.01, 0, true), candidate("slow", 9, 0, false))).isEqualTo("slow");
	}

	@Test
	void tiesAreBrokenByChance() {
		Map<String, Integer> wins = new HashMap<>();
		for (int i = 0; i < 1000; i++) {
			wins.merge(first(candidate("a", 1, 0, false), candidate("b", 1, 0, false)), 1, Integer::sum);
		}
		assertThat(wins.get("a")).isBetween(400, 600);
	}

	@Test
	void ofManyCandidatesTheLighterOfTwoDrawnComesFirst() {
		List<CandidateSignals> candidates = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			candidates.add(candidate("p" + i, i + 1, 0, false));
		}
		Map<String, Integer> wins = new HashMap<>();
		for (int i = 0; i < 10_000; i++) {
			Collections.shuffle(candidates, new Random(i));
			wins.merge(this.strategy.order(candidates).get(0).candidate().provider(), 1, Integer::sum);
		}
		assertThat(wins.get("p0")).isBetween(3700, 4300);
		assertThat(wins.get("p3")).isBetween(700, 1300);
		assertThat(wins).doesNotContainKey("p4");
	}

	@Test
	void nobodyIsLostOrInvented() {
		List<CandidateSignals> candidates = List.of(candidate("a", 1, 0, true), candidate("b", Double.NaN, 3, false),
				candidate("c", 2, 0, false), candidate("d", 3, 0, false), candidate("e", 0.1, 9, false));
		assertThat(this.strategy.order(candidates)).containsExactlyInAnyOrderElementsOf(candidates);
	}

}
