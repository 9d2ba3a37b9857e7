package io.llmrouter.route;

import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Deterministic simulation of the attempt loop. A failing seed is named and replays:
 * {@code -Dllm.router.simulation.seed=17}; {@code -Dllm.router.simulation.seeds=1000000}
 * runs more of them.
 */
class RouterSimulationTests {

	private static final long SEEDS = Long.getLong("llm.router.simulation.seeds", 10_000);

	@Test
	void invariantsHoldAfterEveryEventOfEverySeed() {
		Long one = Long.getLong("llm.router.simulation.seed");
		LongStream seeds = (one != null) ? LongStream.of(one) : LongStream.range(0, SEEDS);
		seeds.forEach(RouterSimulationTests::run);
	}

	@Test
	void sameSeedIsTheSameSimulation() {
		LongStream.range(0, 50).forEach((seed) -> assertThat(run(seed)).isNotEmpty().isEqualTo(run(seed)));
	}

	private static String run(long seed) {
		try {
			return new SimulatedRouter(seed).run();
		}
		catch (Throwable failure) {
			throw new AssertionError("Seed " + seed + " fails; replay it with -Dllm.router.simulation.seed=" + seed,
					failure);
		}
	}

}
