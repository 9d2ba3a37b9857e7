package io.llmrouter.route.strategy;

import java.util.List;

import io.llmrouter.route.CandidateSignals;
import io.llmrouter.route.RankedCandidates;
import io.llmrouter.route.RoutingContext;
import io.llmrouter.route.RoutingStrategy;

/**
 * Strategy that asks the candidates in turn, by weight, and spreads the turns of each
 * evenly. In a period of as many turns as the weights are in sum, a candidate of weight w
 * is due at the instants (k + ½) / w of the period for k = 0 … w − 1; the turns go to the
 * candidates in the order of these instants, equal ones in the order of the route. So
 * weights 3, 2, 1 give a b a c b a. In every period each candidate has exactly its weight
 * in turns. The others follow in the order in which they are due next.
 * <p>
 * O(n²) time for n candidates, whatever the weights and the turn: before the instant v of
 * a period a candidate was due ⌊v × w + ½⌋ times, so all of them together at most n / 2
 * times more or less than v times the sum of weights. From there the turns are walked.
 * <p>
 * Source: earliest deadline first, as Envoy's weighted round robin; the sequence is about
 * that of nginx's smooth one, but needs no state.
 *
 * @since 0.1.0
 */
public final class RoundRobinStrategy implements RoutingStrategy {

	// Less than lies between two instants, so that equal ones are never parted by
	// rounding.
	private static final double BETWEEN_INSTANTS = 1e-11;

	private static final double STEP = 0.125;

	@Override
	public List<CandidateSignals> order(List<CandidateSignals> candidates, RoutingContext context) {
		int[] weights = new int[candidates.size()];
		int period = 0;
		for (int i = 0; i < weights.length; i++) {
			weights[i] = candidates.get(i).candidate().weight();
			period += weights[i];
		}
		int turn = Math.floorMod(context.turn(), period);
		double[] due = new double[weights.length];
		int served = serve(weights, due, turn, period);
		for (int i = served; i < turn; i++) {
			serveNext(weights, due);
		}
		return new RankedCandidates(candidates, due);
	}

	// Starts a little early, and earlier where that was too late.
	private static int serve(int[] weights, double[] due, int turn, int period) {
		double early = 0;
		int served;
		do {
			early += STEP * due.length;
			served = serveUntil(weights, due, Math.max(0, (turn - early) / period));
		}
		while (served > turn);
		return served;
	}

	private static int serveUntil(int[] weights, double[] due, double instant) {
		int served = 0;
		for (int i = 0; i < due.length; i++) {
			int weight = weights[i];
			int turns = (int) ((instant - BETWEEN_INSTANTS) * weight + 0.5);
			due[i] = due(turns, weight);
			served += turns;
		}
		return served;
	}

	private static void serveNext(int[] weights, double[] due) {
		int next = 0;
		for (int i = 1; i < due.length; i++) {
			next = (due[i] < due[next]) ? i : next;
		}
		int weight = weights[next];
		int served = (int) (due[next] * weight);
		due[next] = due(served + 1, weight);
	}

	// Equal instants come out as equal numbers, because division rounds correctly.
	private static double due(int served, int weight) {
		return (served + 0.5) / weight;
	}

}
