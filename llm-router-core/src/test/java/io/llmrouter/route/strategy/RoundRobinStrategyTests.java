package io.llmrouter.route.strategy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import io.llmrouter.testing.Signals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RoundRobinStrategyTests {

	private final RoundRobinStrategy strategy = new RoundRobinStrategy();

	private static Signals weighing(int... weights) {
		Signals signals = new Signals();
		for (int i = 0; i < weights.length; i++) {
			signals.and("" + (char) ('a' + i)).weighing(weights[i]);
		}
		return signals;
	}

	private String turns(Signals signals, long from, int count) {
		StringBuilder turns = new StringBuilder();
		for (long turn = from; turn < from + count; turn++) {
			turns.append(signals.order(this.strategy, Signals.context(turn, turn)).get(0));
		}
		return turns.toString();
	}

	@ParameterizedTest
	@CsvSource({ "1;1;1, abcabcabc", "3;1, aaba", "3;2;1, abacba", "5;1;1, aaabcaa", "2;2, abab", "1;3;2, bcabcb" })
	void turnsOfEachCandidateAreSpreadEvenly(String weights, String expected) {
		int[] parsed = List.of(weights.split(";")).stream().mapToInt(Integer::parseInt).toArray();
		assertThat(turns(weighing(parsed), 0, expected.length())).isEqualTo(expected);
	}

	@Test
	void othersFollowInTheOrderInWhichTheyAreDue() {
		assertThat(weighing(1, 1, 1, 1).order(this.strategy, Signals.context(2, 0))).containsExactly("c", "d", "a",
				"b");
		assertThat(weighing(5, 1, 1).order(this.strategy, Signals.context(3, 0))).containsExactly("b", "c", "a");
	}

	@Test
	void turnsBeforeZeroCountToo() {
		assertThat(turns(weighing(1, 1, 1), -2, 4)).isEqualTo("bcab");
		assertThat(turns(weighing(2, 1), Long.MIN_VALUE, 3)).hasSize(3).contains("b");
		assertThat(turns(weighing(2, 1), Long.MAX_VALUE - 3, 3)).hasSize(3).contains("b");
	}

	// The definition taken literally: all instants of a period, sorted.
	@Test
	void anyWeightsGiveTheSequenceOfTheDefinition() {
		Random random = new Random(11);
		for (int sample = 0; sample < 200; sample++) {
			int[] weights = random.ints(1 + random.nextInt(12), 1, (sample % 4 == 0) ? 1001 : 9).toArray();
			String expected = definition(weights);
			int from = random.nextInt(expected.length());
			int count = Math.min(60, expected.length() - from);
			assertThat(turns(weighing(weights), from, count)).as("weights %s from %s", weights, from)
				.isEqualTo(expected.substring(from, from + count));
		}
	}

	private static String definition(int[] weights) {
		record Due(int candidate, double instant) {
		}
		List<Due> all = new ArrayList<>();
		for (int candidate = 0; candidate < weights.length; candidate++) {
			for (int k = 0; k < weights[candidate]; k++) {
				all.add(new Due(candidate, (k + 0.5) / weights[candidate]));
			}
		}
		all.sort(Comparator.comparingDouble(Due::instant).thenComparingInt(Due::candidate));
		StringBuilder sequence = new StringBuilder();
		all.forEach((due) -> sequence.append((char) ('a' + due.candidate())));
		return sequence.toString();
	}

}
