package io.llmrouter.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Strategy that prefers the candidate which answers soonest at the moment. Its load is
 * {@code latency × (1 + inFlight / 50)}, where latency is the peak-sensitive moving
 * average of the time to first content. Of up to three candidates the least loaded one is
 * asked first; of more, the less loaded of two drawn at random (power of two choices),
 * which keeps many application instances from running to the same one. The others follow
 * by load; ejected ones come last. An unmeasured candidate is tried at once, one call at
 * a time. O(n log n) time for n candidates.
 * <p>
 * Sources: Mitzenmacher, The Power of Two Choices in Randomized Load Balancing (2001);
 * Finagle's peak EWMA balancer, with a gentler in-flight term because calls of language
 * models last long and their in-flight count says little at low load.
 *
 * @since 0.1.0
 */
public final class AdaptiveStrategy implements RoutingStrategy {

	private static final double IN_FLIGHT_SCALE = 50;

	private static final int FULL_SCAN = 3;

	private final RandomGenerator random;

	/**
	 * Create a strategy.
	 * @param random the source of chance; thread-safe
	 */
	public AdaptiveStrategy(RandomGenerator random) {
		this.random = random;
	}

	@Override
	public List<CandidateSignals> order(List<CandidateSignals> candidates) {
		List<Loaded> ordered = new ArrayList<>(candidates.size());
		for (CandidateSignals signals : candidates) {
			ordered.add(new Loaded(signals, load(signals), this.random.nextInt()));
		}
		ordered.sort(Loaded.ORDER);
		int choices = (int) ordered.stream().filter((loaded) -> !loaded.signals().ejected()).count();
		if (choices > FULL_SCAN) {
			ordered.add(0, ordered.remove(lighterOfTwo(choices)));
		}
		return ordered.stream().map(Loaded::signals).toList();
	}

	// Draws two different positions of a list ordered by load: the smaller is the
	// lighter.
	private int lighterOfTwo(int choices) {
		int first = this.random.nextInt(choices);
		int second = this.random.nextInt(choices - 1);
		return Math.min(first, (second >= first) ? second + 1 : second);
	}

	private static double load(CandidateSignals signals) {
		if (Double.isNaN(signals.latencySeconds())) {
			return (signals.inFlight() == 0) ? 0 : Double.MAX_VALUE;
		}
		return signals.latencySeconds() * (1 + signals.inFlight() / IN_FLIGHT_SCALE);
	}

	/**
	 * Candidate with its load and a lot that breaks ties.
	 *
	 * @param signals the candidate
	 * @param load its load
	 * @param lot the lot
	 */
	private record Loaded(CandidateSignals signals, double load, int lot) {

		static final Comparator<Loaded> ORDER = Comparator.comparing((Loaded loaded) -> loaded.signals().ejected())
			.thenComparingDouble(Loaded::load)
			.thenComparingInt(Loaded::lot);

	}

}
