package io.llmrouter.route;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Hooks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Deterministic simulation of the attempt loop. A failing seed is named and replays:
 * {@code -Dllm.router.simulation.seed=17}; {@code -Dllm.router.simulation.seeds=1000000}
 * runs more of them.
 */
class RouterSimulationTests {

	private static final long SEEDS = Long.getLong("llm.router.simulation.seeds", 10_000);

	/** Errors of the present seed that reached nobody; Reactor would log each of them. */
	private static final ThreadLocal<List<Throwable>> DROPPED = ThreadLocal.withInitial(ArrayList::new);

	@BeforeEach
	void collectDroppedErrors() {
		Hooks.onErrorDropped((failure) -> DROPPED.get().add(failure));
	}

	@AfterEach
	void resetHooks() {
		Hooks.resetOnErrorDropped();
	}

	@Test
	void invariantsHoldAfterEveryEventOfEverySeed() {
		Long one = Long.getLong("llm.router.simulation.seed");
		LongStream seeds = (one != null) ? LongStream.of(one) : LongStream.range(0, SEEDS);
		seeds.parallel().forEach(RouterSimulationTests::run);
	}

	@Test
	void sameSeedIsTheSameSimulation() {
		LongStream.range(0, 50).forEach((seed) -> assertThat(run(seed)).isNotEmpty().isEqualTo(run(seed)));
	}

	private static String run(long seed) {
		try {
			String trace = new SimulatedRouter(seed).run();
			assertThat(DROPPED.get()).as("dropped errors").isEmpty();
			return trace;
		}
		catch (Throwable failure) {
			throw new AssertionError("Seed " + seed + " fails; replay it with -Dllm.router.simulation.seed=" + seed,
					failure);
		}
		finally {
			DROPPED.remove();
		}
	}

}
