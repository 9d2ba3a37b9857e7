package io.llmrouter.stats.estimate;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

class DistributionsTests {

	// Any table of the normal distribution.
	@ParameterizedTest
	@CsvSource({ "0, 1", "0.674490, 0.5", "-1, 0.3173105", "1.644854, 0.1", "1.959964, 0.05", "-2.575829, 0.01",
			"3.290527, 0.001" })
	void normalTailsAgreeWithTables(double z, double probability) {
		assertThat(Distributions.twoSidedNormal(z)).isCloseTo(probability, withinPercentage(0.05))
			.isLessThanOrEqualTo(1);
	}

}
