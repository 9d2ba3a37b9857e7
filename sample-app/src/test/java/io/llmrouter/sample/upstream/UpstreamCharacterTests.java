package io.llmrouter.sample.upstream;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link UpstreamCharacter}.
 */
class UpstreamCharacterTests {

	@Test
	void negativeDelayIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> UpstreamCharacter.sound(Duration.ofMillis(-1), Duration.ZERO))
			.withMessageContaining("'median-first-token'");
	}

	@Test
	void spreadBeyondThreeIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> withSigmaAndCuts(3.1, 0)).withMessageContaining("0 to 3");
	}

	@Test
	void shareThatIsNoNumberIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> withSigmaAndCuts(0, Double.NaN));
	}

	@Test
	void sharesBeyondOneAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new UpstreamCharacter(Duration.ZERO, Duration.ZERO, 0, 0.5, 0.5, 0.1, 0))
			.withMessageContaining("at most 1");
	}

	private static UpstreamCharacter withSigmaAndCuts(double sigma, double cutShare) {
		return new UpstreamCharacter(Duration.ZERO, Duration.ZERO, sigma, 0, 0, 0, cutShare);
	}

}
