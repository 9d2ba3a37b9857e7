package io.llmrouter.route;

import java.util.List;

import io.llmrouter.testing.Signals;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RankedCandidatesTests {

	private final List<CandidateSignals> candidates = Signals.of("a", "b", "c", "d").list();

	private final RankedCandidates ranked = new RankedCandidates(5);

	private void rank(double... scores) {
		for (int i = 0; i < scores.length; i++) {
			this.ranked.rank(this.candidates.get(i), scores[i]);
		}
	}

	private List<String> names() {
		return Signals.names(this.ranked);
	}

	@Test
	void lowestScoreComesFirst() {
		rank(3, 1, 2, 0.5);
		assertThat(names()).containsExactly("d", "b", "c", "a");
		assertThat(this.ranked.score(0)).isEqualTo(0.5);
		assertThat(this.ranked.score(3)).isEqualTo(3);
	}

	@Test
	void scoreThatIsNoNumberComesLast() {
		rank(Double.NaN, 1, Double.NaN, Double.MAX_VALUE);
		assertThat(names()).containsExactly("b", "d", "a", "c");
	}

	@Test
	void equalScoresKeepTheOrderOfTheRoute() {
		rank(1, 1, 0, 1);
		assertThat(names()).containsExactly("c", "a", "b", "d");
	}

	@Test
	void chanceDecidesBetweenEqualScoresWhereItIsGiven() {
		int first = 0;
		for (int lot = 0; lot < 4_000; lot++) {
			RankedCandidates drawn = new RankedCandidates(4, Signals.context(0, lot));
			this.candidates.forEach((candidate) -> drawn.rank(candidate, 1));
			first += Signals.names(drawn).get(0).equals("a") ? 1 : 0;
		}
		assertThat(first).isBetween(900, 1100);
	}

	@Test
	void firstFindsItsNewPlace() {
		rank(1, 2, 2, 3);
		this.ranked.rescoreFirst(2);
		assertThat(names()).containsExactly("a", "b", "c", "d");
		this.ranked.rescoreFirst(2.5);
		assertThat(names()).containsExactly("b", "c", "a", "d");
		this.ranked.rescoreFirst(9);
		assertThat(names()).containsExactly("c", "a", "d", "b");
		assertThat(this.ranked.score(3)).isEqualTo(9);
	}

	@Test
	void oneMovesToTheFrontAndTheOthersStay() {
		rank(1, 2, 3, 4);
		this.ranked.moveToFront(2);
		assertThat(names()).containsExactly("c", "a", "b", "d");
		assertThat(this.ranked.score(0)).isEqualTo(3);
	}

	@Test
	void placesBeyondTheLastDoNotExist() {
		rank(1, 2);
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> this.ranked.get(2));
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> this.ranked.score(2));
	}

}
