package io.llmrouter.sample;

import org.junit.jupiter.api.Test;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RouteController}.
 */
class RouteControllerTests {

	@Test
	void configuredRoutesAreListed() {
		MockEnvironment environment = new MockEnvironment().withProperty("llm.router.routes.fast.strategy", "adaptive")
			.withProperty("llm.router.routes.fast.candidates[0]", "swift");
		assertThat(new RouteController(environment).routes()).containsExactly("fast");
	}

	@Test
	void defaultRouteIsListedWhereNoneIsConfigured() {
		assertThat(new RouteController(new MockEnvironment()).routes()).containsExactly("default");
	}

}
