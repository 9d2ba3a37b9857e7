package io.llmrouter.route;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

import org.jspecify.annotations.Nullable;

/**
 * Candidates in the order of their scores, the lowest first, for strategies that can tell
 * the rank of a candidate by one number. Each pair is compared once, without a branch
 * that the processor could guess wrong, so O(n²) time for n candidates: the quickest way
 * for the few that a route has. No memory beyond this object.
 *
 * @since 0.1.0
 */
public final class RankedCandidates extends AbstractList<CandidateSignals> implements RandomAccess {

	private static final long TIE_BITS = 0xff;

	private static final int HALF = 16;

	private static final int PLACE = 0xffff;

	private final List<CandidateSignals> candidates;

	private final double[] scores;

	private final int[] order;

	/**
	 * Rank candidates; those of equal scores keep their order.
	 * @param candidates the candidates
	 * @param scores the score of each, in the same order; lower ones are asked sooner,
	 * negative ones count as 0, {@link Double#NaN} as the highest; not to be used
	 * afterwards
	 */
	public RankedCandidates(List<CandidateSignals> candidates, double[] scores) {
		this(candidates, scores, null);
	}

	/**
	 * Rank candidates; chance decides between equal scores.
	 * @param candidates the candidates
	 * @param scores the score of each, in the same order; lower ones are asked sooner,
	 * negative ones count as 0, {@link Double#NaN} as the highest; not to be used
	 * afterwards
	 * @param ties the call whose lot decides, or {@code null} to keep their order
	 */
	public RankedCandidates(List<CandidateSignals> candidates, double[] scores, @Nullable RoutingContext ties) {
		this.candidates = candidates;
		this.scores = scores;
		this.order = new int[scores.length];
		normalize(scores, ties);
		rank(scores, this.order);
	}

	// Positive numbers compare like their bits. The last of them leave room for a lot: no
	// score is that exact.
	private static void normalize(double[] scores, @Nullable RoutingContext ties) {
		long lots = 0;
		for (int i = 0; i < scores.length; i++) {
			double score = (scores[i] <= Double.MAX_VALUE) ? Math.max(0.0, scores[i]) : Double.MAX_VALUE;
			if (ties != null) {
				lots = (i % Long.BYTES == 0) ? ties.lots(i) : lots >>> Byte.SIZE;
				score = Double.longBitsToDouble(Double.doubleToRawLongBits(score) & ~TIE_BITS | lots & TIE_BITS);
			}
			scores[i] = score;
		}
	}

	// Counts for each candidate those that come before it, then turns places into order:
	// the upper half of a number holds the one while the lower still holds the other.
	private static void rank(double[] scores, int[] order) {
		for (int i = 1; i < scores.length; i++) {
			long score = Double.doubleToRawLongBits(scores[i]);
			int place = i;
			for (int j = 0; j < i; j++) {
				int less = isLess(score, Double.doubleToRawLongBits(scores[j]));
				place -= less;
				order[j] += less;
			}
			order[i] = place;
		}
		for (int i = 0; i < order.length; i++) {
			order[order[i] & PLACE] |= i << HALF;
		}
		for (int i = 0; i < order.length; i++) {
			order[i] >>>= HALF;
		}
	}

	private static int isLess(long one, long other) {
		return (int) ((one - other) >>> 63);
	}

	/**
	 * Ask one candidate first, whatever its score; the others keep their order.
	 * @param index its present place
	 */
	public void moveToFront(int index) {
		int chosen = this.order[index];
		System.arraycopy(this.order, 0, this.order, 1, index);
		this.order[0] = chosen;
	}

	/**
	 * Return the score of a candidate.
	 * @param index its place
	 * @return the score
	 */
	public double score(int index) {
		return this.scores[this.order[index]];
	}

	@Override
	public CandidateSignals get(int index) {
		return this.candidates.get(this.order[index]);
	}

	@Override
	public int size() {
		return this.order.length;
	}

}
