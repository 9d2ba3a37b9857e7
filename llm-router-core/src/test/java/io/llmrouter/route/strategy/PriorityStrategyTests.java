package io.llmrouter.route.strategy;

import io.llmrouter.testing.Signals;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PriorityStrategyTests {

	@Test
	void candidatesKeepTheOrderOfTheRoute() {
		assertThat(Signals.of("b")
			.taking(9)
			.waitedForBy(9)
			.and("a")
			.taking(1)
			.order(new PriorityStrategy(), Signals.context(1, 1))).containsExactly("b", "a");
	}

}
