package io.llmrouter.route.strategy;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.llmrouter.route.CandidateSignals;
import io.llmrouter.route.RouteCandidate;
import io.llmrouter.route.RoutingContext;
import io.llmrouter.route.RoutingStrategy;
import io.llmrouter.testing.Signals;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for every strategy, whatever the candidates.
 */
class RoutingStrategyContractTests {

	private final Random random = new Random(5);

	static Stream<RoutingStrategy> strategies() {
		return Stream.of(new PriorityStrategy(), new RoundRobinStrategy(), new WeightedStrategy(),
				new LeastLatencyStrategy(), new LeastCostStrategy(), new AdaptiveStrategy(), new StickyStrategy());
	}

	@ParameterizedTest
	@MethodSource("strategies")
	void nobodyIsLostOrInventedAndTheSameInputGivesTheSameOrder(RoutingStrategy strategy) {
		for (int sample = 0; sample < 2_000; sample++) {
			List<CandidateSignals> candidates = candidates(1 + this.random.nextInt(12)).list();
			RoutingContext context = new RoutingContext(Signals.conversation("c-" + sample, 0).request(), true,
					this.random.nextInt(), this.random.nextLong());
			List<CandidateSignals> ordered = strategy.order(candidates, context);
			assertThat(ordered).containsExactlyInAnyOrderElementsOf(candidates);
			assertThat(strategy.order(candidates, context)).isEqualTo(ordered);
		}
	}

	private Signals candidates(int count) {
		Signals signals = new Signals();
		for (int i = 0; i < count; i++) {
			signals.and(new RouteCandidate("p" + i, null, 1 + this.random.nextInt(5), 0))
				.waitedForBy(this.random.nextInt(3))
				.taking(oneOf(Double.NaN, 0, 0.2, 1, 60))
				.costing(oneOf(Double.NaN, 0, 0.001, 0.01));
		}
		return signals;
	}

	private double oneOf(double... values) {
		return values[this.random.nextInt(values.length)];
	}

}
