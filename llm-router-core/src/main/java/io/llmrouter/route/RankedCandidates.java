package io.llmrouter.route;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

import org.jspecify.annotations.Nullable;

/**
 * Candidates in the order of their scores, the lowest first, for strategies that can tell
 * the rank of a candidate by one number. O(n) time to rank one, so O(n²) for n
 * candidates, which is the quickest way for the few that a route has; no memory beyond
 * this object. Not thread-safe while it is filled.
 *
 * @since 0.1.0
 */
public final class RankedCandidates extends AbstractList<CandidateSignals> implements RandomAccess {

	private final @Nullable CandidateSignals[] ranked;

	private final double[] scores;

	private final @Nullable RoutingContext ties;

	private int size;

	/**
	 * Create an empty ranking in which candidates of equal scores keep the order of the
	 * route.
	 * @param capacity the most candidates that will be ranked
	 */
	public RankedCandidates(int capacity) {
		this(capacity, null);
	}

	/**
	 * Create an empty ranking in which chance decides between equal scores.
	 * @param capacity the most candidates that will be ranked
	 * @param ties the call whose lot decides, or {@code null} to keep the order of the
	 * route
	 */
	public RankedCandidates(int capacity, @Nullable RoutingContext ties) {
		this.ranked = new CandidateSignals[capacity];
		this.scores = new double[capacity];
		this.ties = ties;
	}

	/**
	 * Add a candidate.
	 * @param candidate the candidate
	 * @param score its score; lower ones are asked sooner, {@link Double#NaN} last
	 */
	public void rank(CandidateSignals candidate, double score) {
		place(this.size, candidate, Double.isNaN(score) ? Double.POSITIVE_INFINITY : score);
		this.size++;
	}

	// Moves those that come later up by one, until the place is found.
	private void place(int count, CandidateSignals candidate, double score) {
		int place = count;
		while (place > 0 && isBefore(candidate, score, place - 1)) {
			this.ranked[place] = this.ranked[place - 1];
			this.scores[place] = this.scores[place - 1];
			place--;
		}
		this.ranked[place] = candidate;
		this.scores[place] = score;
	}

	private boolean isBefore(CandidateSignals candidate, double score, int index) {
		double other = this.scores[index];
		return score < other || score == other && winsTie(candidate, get(index));
	}

	private boolean winsTie(CandidateSignals candidate, CandidateSignals other) {
		if (this.ties == null) {
			return candidate.position() < other.position();
		}
		return this.ties.draw(-1 - candidate.position()) < this.ties.draw(-1 - other.position());
	}

	/**
	 * Give the first candidate another score, and the place that goes with it.
	 * @param score the score, not lower than the present one
	 */
	public void rescoreFirst(double score) {
		CandidateSignals first = get(0);
		int place = 0;
		while (place + 1 < this.size && !isBefore(first, score, place + 1)) {
			this.ranked[place] = this.ranked[place + 1];
			this.scores[place] = this.scores[place + 1];
			place++;
		}
		this.ranked[place] = first;
		this.scores[place] = score;
	}

	/**
	 * Ask one candidate first, whatever its score; the others keep their order.
	 * @param index its present place
	 */
	public void moveToFront(int index) {
		CandidateSignals chosen = get(index);
		double score = this.scores[index];
		System.arraycopy(this.ranked, 0, this.ranked, 1, index);
		System.arraycopy(this.scores, 0, this.scores, 1, index);
		this.ranked[0] = chosen;
		this.scores[0] = score;
	}

	/**
	 * Return the score of a candidate.
	 * @param index its place
	 * @return the score
	 */
	public double score(int index) {
		return this.scores[Objects.checkIndex(index, this.size)];
	}

	@Override
	public CandidateSignals get(int index) {
		return Objects.requireNonNull(this.ranked[Objects.checkIndex(index, this.size)]);
	}

	@Override
	public int size() {
		return this.size;
	}

}
