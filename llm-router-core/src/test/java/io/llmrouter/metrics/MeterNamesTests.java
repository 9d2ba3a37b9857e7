package io.llmrouter.metrics;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which keys the tags of a user may have.
 */
class MeterNamesTests {

	@ParameterizedTest
	@ValueSource(strings = { "provider", "error_type", "error.type", "le", "gen_ai.system", "llm.router.kind", "",
			"1st", "two words", "line\nfeed" })
	void keyThatIsTakenOrThatNoSystemTakesIsReserved(String key) {
		assertThat(MeterNames.isReserved(key)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "region", "environment", "team.name", "tenant_id", "providers" })
	void everyOtherKeyIsFree(String key) {
		assertThat(MeterNames.isReserved(key)).isFalse();
	}

}
