package io.llmrouter.stats;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class WindowTests {

	@ParameterizedTest
	@EnumSource
	void codeIsParsed(Window window) {
		assertThat(Window.parse(window.code())).isEqualTo(window);
	}

	@ParameterizedTest
	@EnumSource
	void codeOfOrderIsParsed(Sort sort) {
		assertThat(Sort.parse(sort.code())).isEqualTo(sort);
	}

	@ParameterizedTest
	@ValueSource(strings = { "2m", "", "5M", "FIVE_MINUTES" })
	void unknownWindowIsRejected(String code) {
		assertThatIllegalArgumentException().isThrownBy(() -> Window.parse(code))
			.withMessage("Window '" + code + "' is unknown; allowed are '1m', '5m', '1h', 'all'");
	}

	@Test
	void unknownOrderIsRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> Sort.parse("price"))
			.withMessage("Sort 'price' is unknown; allowed are 'rank', 'success', 'latency', 'first-token', "
					+ "'throughput', 'cost', 'score', 'name'");
	}

}
