package io.llmrouter.route;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RouteCandidateTests {

	@Test
	void textNamesAProviderAndPerhapsAModel() {
		assertThat(RouteCandidate.of("openai")).isEqualTo(new RouteCandidate("openai", null, 1, 0));
		assertThat(RouteCandidate.of("openrouter/meta/llama-4"))
			.isEqualTo(new RouteCandidate("openrouter", "meta/llama-4", 1, 0));
		assertThat(RouteCandidate.of("openrouter/meta/llama-4")).hasToString("openrouter/meta/llama-4");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1, 1001 })
	void weightIsBounded(int weight) {
		assertThatIllegalArgumentException().isThrownBy(() -> RouteCandidate.of("a/m").withWeight(weight))
			.withMessage("Candidate 'a/m' has weight '" + weight + "'; it must be from 1 to 1000");
	}

	@Test
	void tierIsNotNegative() {
		assertThatIllegalArgumentException().isThrownBy(() -> RouteCandidate.of("a").withTier(-1))
			.withMessage("Candidate 'a' has tier '-1'; it must be at least 0");
	}

}
