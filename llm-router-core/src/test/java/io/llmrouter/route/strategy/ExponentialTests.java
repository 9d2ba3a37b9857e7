package io.llmrouter.route.strategy;

import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ExponentialTests {

	private static double u(long bits) {
		return (bits >>> 1) * 0x1p-63;
	}

	@Test
	void logarithmIsExactToFiveDigits() {
		Random random = new Random(1);
		for (int sample = 0; sample < 100_000; sample++) {
			long bits = random.nextLong() >>> random.nextInt(30);
			assertThat(Exponential.minusLogarithm(bits)).isCloseTo(-Math.log(u(bits)), within(2e-6));
		}
	}

	@Test
	void logarithmHoldsAtTheEnds() {
		assertThat(Exponential.minusLogarithm(-1)).isCloseTo(0, within(1e-9));
		assertThat(Exponential.minusLogarithm(Long.MIN_VALUE)).isCloseTo(Math.log(2), within(1e-12));
		assertThat(Exponential.minusLogarithm(1)).isCloseTo(64 * Math.log(2), within(1e-12));
		assertThat(Exponential.minusLogarithm(0)).isCloseTo(65 * Math.log(2), within(1e-12));
	}

	@Test
	void weightDivides() {
		assertThat(Exponential.of(12345L << 40, 4)).isEqualTo(Exponential.of(12345L << 40, 1) / 4);
	}

}
