package io.llmrouter.route.simulation;

import java.util.List;

import io.llmrouter.route.strategy.RoundRobinStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the strategies must achieve in the simulation, whatever the seed.
 */
class StrategySimulationTests {

	private static final long[] SEEDS = { 1, 2, 3 };

	private static SimulationResult adaptive(Scenario scenario, long seed) {
		return SimulatedStrategy.ADAPTIVE.run(scenario, seed);
	}

	@Test
	void sameSeedGivesTheSameRun() {
		SimulationResult first = adaptive(Scenario.FAST_FAIL, 7);
		SimulationResult second = adaptive(Scenario.FAST_FAIL, 7);
		assertThat(first.asked()).isEqualTo(second.asked());
		assertThat(first.calls()).extracting(SimulatedCall::firstToken)
			.containsExactlyElementsOf(second.calls().stream().map(SimulatedCall::firstToken).toList());
	}

	@Test
	void adaptiveIsNearlyAsQuickAsAnOracleWhileAllIsWell() {
		for (long seed : SEEDS) {
			double oracle = SimulatedStrategy.ORACLE.run(Scenario.STEADY, seed).firstToken(0.99);
			assertThat(adaptive(Scenario.STEADY, seed).firstToken(0.99)).isLessThanOrEqualTo(1.3 * oracle);
		}
	}

	@Test
	void adaptiveLeavesASlowProviderWithinFiveSeconds() {
		for (long seed : SEEDS) {
			assertThat(adaptive(Scenario.SLOW_NODE, seed).share(0, 65, 140)).isBetween(1e-9, 0.05);
		}
	}

	@Test
	void adaptiveDoesNotFallForAProviderThatFailsFast() {
		for (long seed : SEEDS) {
			assertThat(adaptive(Scenario.FAST_FAIL, seed).share(1, 60, 140)).isBetween(1e-9, 0.02);
		}
	}

	@Test
	void adaptiveLeavesAProviderThatIsRateLimited() {
		for (long seed : SEEDS) {
			assertThat(adaptive(Scenario.RATE_LIMITED, seed).share(0, 60, 140)).isBetween(1e-9, 0.02);
		}
	}

	static List<Scenario> disturbances() {
		return List.of(Scenario.SLOW_NODE, Scenario.FAST_FAIL, Scenario.FLAPPING, Scenario.RATE_LIMITED,
				Scenario.COLD_START);
	}

	@ParameterizedTest
	@MethodSource("disturbances")
	void adaptiveFloodsNoProviderThatRecovered(Scenario scenario) {
		for (long seed : SEEDS) {
			SimulationResult result = adaptive(scenario, seed);
			for (double from = scenario.end(); from + 20 <= Scenario.SECONDS; from += 5) {
				assertThat(result.share(scenario.watched(), from, from + 20)).as("from %s s", from)
					.isLessThanOrEqualTo(2 * scenario.fairShare(scenario.watched()));
			}
		}
	}

	// Of four candidates the best is drawn in half of the calls, which is twice its fair
	// share. What lies over that is chance: 3 standard deviations.
	@ParameterizedTest
	@MethodSource("disturbances")
	void adaptiveFloodsNobodyElse(Scenario scenario) {
		for (long seed : SEEDS) {
			SimulationResult result = adaptive(scenario, seed);
			double chance = 3 * Math.sqrt(0.25 / (scenario.rate() * (Scenario.SECONDS - scenario.end())));
			for (int provider = 0; provider < scenario.nodes().size(); provider++) {
				assertThat(result.share(provider, scenario.end(), Scenario.SECONDS))
					.isLessThanOrEqualTo(2 * scenario.fairShare(provider) + chance);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("disturbances")
	void noCallFailsWhileAnyoneIsWell(Scenario scenario) {
		for (long seed : SEEDS) {
			assertThat(adaptive(scenario, seed).failureRate()).isZero();
		}
	}

	// The budget saves up 60 attempts at first and gains one a second besides.
	@ParameterizedTest
	@FieldSource("io.llmrouter.route.simulation.Scenario#ALL")
	void attemptsAreNotMultiplied(Scenario scenario) {
		for (long seed : SEEDS) {
			SimulationResult result = adaptive(scenario, seed);
			assertThat(result.attempts())
				.isLessThanOrEqualTo((int) (1.1 * result.calls().size() + 60 + Scenario.SECONDS));
		}
	}

	@Test
	void adaptiveComesBackAfterAnOverload() {
		for (long seed : SEEDS) {
			SimulationResult result = adaptive(Scenario.OVERLOAD, seed);
			assertThat(result.firstToken(0.95, 100, 140)).isGreaterThan(5);
			assertThat(result.firstToken(0.95, 160, 180)).isLessThan(5);
		}
	}

	@Test
	void weightsAreKeptByRoundRobin() {
		SimulationResult result = Simulation.run(Scenario.UNEQUAL_WEIGHTS, new RoundRobinStrategy(), 1);
		for (int provider = 0; provider < 4; provider++) {
			assertThat(result.share(provider, 0, Scenario.SECONDS)).isBetween(
					0.995 * Scenario.UNEQUAL_WEIGHTS.fairShare(provider),
					1.005 * Scenario.UNEQUAL_WEIGHTS.fairShare(provider));
		}
	}

}
