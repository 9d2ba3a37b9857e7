package io.llmrouter;

import io.llmrouter.testing.BlockedCalls;
import io.llmrouter.testing.Leaks;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for all tests together. Runs after them.
 */
@Order(Integer.MAX_VALUE)
class LastTests {

	@Test
	void noTestLeakedABuffer() {
		assertThat(Leaks.collect()).isEmpty();
	}

	@Test
	void noTestBlockedAThreadThatMustNotBlock() {
		assertThat(BlockedCalls.seen()).isEmpty();
	}

}
