package io.llmrouter.route;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.llmrouter.testing.Signals;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RankedCandidatesTests {

	private final List<CandidateSignals> candidates = Signals.of("a", "b", "c", "d").list();

	private RankedCandidates rank(double... scores) {
		return new RankedCandidates(this.candidates, scores);
	}

	@Test
	void lowestScoreComesFirst() {
		RankedCandidates ranked = rank(3, 1, 2, 0.5);
		assertThat(Signals.names(ranked)).containsExactly("d", "b", "c", "a");
		assertThat(ranked.score(0)).isEqualTo(0.5);
		assertThat(ranked.score(3)).isEqualTo(3);
	}

	@Test
	void scoreThatIsNoNumberComesLast() {
		assertThat(Signals.names(rank(Double.NaN, 1, Double.NaN, 1e300))).containsExactly("b", "d", "a", "c");
		assertThat(Signals.names(rank(Double.POSITIVE_INFINITY, Double.MIN_VALUE, Double.NaN, 0))).containsExactly("d",
				"b", "a", "c");
	}

	@Test
	void negativeScoresCountAsNothing() {
		assertThat(Signals.names(rank(0, -5, -0.0, 1))).containsExactly("a", "b", "c", "d");
	}

	@Test
	void equalScoresKeepTheOrderOfTheRoute() {
		assertThat(Signals.names(rank(1, 1, 0, 1))).containsExactly("c", "a", "b", "d");
	}

	@Test
	void chanceDecidesBetweenEqualScoresWhereItIsGiven() {
		for (double score : new double[] { 0, 1, Double.NaN }) {
			int[] first = new int[4];
			for (int lot = 0; lot < 4_000; lot++) {
				RankedCandidates drawn = new RankedCandidates(this.candidates,
						new double[] { score, score, score, score }, Signals.context(0, lot));
				first[drawn.get(0).position()]++;
			}
			assertThat(Arrays.stream(first).min().orElseThrow()).isGreaterThan(900);
		}
	}

	@Test
	void chanceDecidesNothingElse() {
		for (int lot = 0; lot < 1_000; lot++) {
			double[] scores = { 1.000_000_1, 1, 0, 1e-9 };
			assertThat(Signals.names(new RankedCandidates(this.candidates, scores, Signals.context(0, lot))))
				.containsExactly("c", "d", "b", "a");
		}
	}

	@Test
	void anyScoresAreSorted() {
		Random random = new Random(3);
		for (int sample = 0; sample < 2_000; sample++) {
			double[] scores = random.doubles(4).map((score) -> (score < 0.3) ? 0.3 : score * 1e-3).toArray();
			RankedCandidates ranked = rank(scores.clone());
			Arrays.sort(scores);
			for (int i = 0; i < scores.length; i++) {
				assertThat(ranked.score(i)).isEqualTo(scores[i]);
			}
			assertThat(ranked).containsExactlyInAnyOrderElementsOf(this.candidates);
		}
	}

	@Test
	void oneMovesToTheFrontAndTheOthersStay() {
		RankedCandidates ranked = rank(1, 2, 3, 4);
		ranked.moveToFront(2);
		assertThat(Signals.names(ranked)).containsExactly("c", "a", "b", "d");
		assertThat(ranked.score(0)).isEqualTo(3);
		ranked.moveToFront(0);
		assertThat(Signals.names(ranked)).containsExactly("c", "a", "b", "d");
	}

	@Test
	void placesBeyondTheLastDoNotExist() {
		RankedCandidates ranked = rank(1, 2, 3, 4);
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> ranked.get(4));
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> ranked.score(4));
	}

}
