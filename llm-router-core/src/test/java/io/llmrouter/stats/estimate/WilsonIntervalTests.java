package io.llmrouter.stats.estimate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class WilsonIntervalTests {

	// R. G. Newcombe, "Two-sided confidence intervals for the single proportion",
	// Statistics in Medicine 17 (1998), 857-872, table I, method 3.
	@ParameterizedTest
	@CsvSource({ "81, 263, 0.2553, 0.3662", "15, 148, 0.0624, 0.1605", "0, 20, 0.0000, 0.1611",
			"1, 29, 0.0061, 0.1718" })
	void intervalAgreesWithPublishedValues(long succeeded, long calls, double lower, double upper) {
		WilsonInterval interval = WilsonInterval.of(succeeded, calls - succeeded);
		assertThat(interval.lower()).isCloseTo(lower, within(0.00005));
		assertThat(interval.upper()).isCloseTo(upper, within(0.00005));
	}

	@ParameterizedTest
	@CsvSource({ "1, 0", "0, 1", "1000000000, 0", "0, 1000000000", "5, 5" })
	void boundsStayBetweenZeroAndOneAroundTheRate(long succeeded, long failed) {
		WilsonInterval interval = WilsonInterval.of(succeeded, failed);
		double rate = (double) succeeded / (succeeded + failed);
		assertThat(interval.lower()).isBetween(0.0, rate);
		assertThat(interval.upper()).isBetween(rate, 1.0);
	}

	@Test
	void lowerBoundGrowsWithTheNumberOfCalls() {
		assertThat(WilsonInterval.of(1, 0).lower()).isCloseTo(0.2065, within(0.00005));
		assertThat(WilsonInterval.of(9_999, 1).lower()).isGreaterThan(0.999);
	}

	@Test
	void noCallsHaveNoInterval() {
		assertThat(WilsonInterval.of(0, 0)).isNull();
	}

}
