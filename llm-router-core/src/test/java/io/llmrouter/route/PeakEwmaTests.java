package io.llmrouter.route;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PeakEwmaTests {

	private static final long SECOND = 1_000_000_000L;

	private final PeakEwma average = new PeakEwma();

	@Test
	void isUnknownBeforeTheFirstSample() {
		assertThat(this.average.seconds(0)).isNaN();
	}

	@Test
	void jumpsUpToAPeakAtOnce() {
		this.average.observe(1, 0);
		this.average.observe(8, SECOND);
		assertThat(this.average.seconds(SECOND)).isEqualTo(8);
	}

	@Test
	void comesDownByTheTimeThatPassed() {
		this.average.observe(8, 0);
		this.average.observe(2, 30 * SECOND);
		double weight = Math.exp(-1);
		assertThat(this.average.seconds(30 * SECOND)).isCloseTo(8 * weight + 2 * (1 - weight), within(1e-9));
	}

	@Test
	void fadesWhileNothingIsMeasured() {
		this.average.observe(8, 0);
		assertThat(this.average.seconds(60 * SECOND)).isCloseTo(8 * Math.exp(-2), within(1e-9));
	}

	@Test
	void oneSampleCountsAtMostAMinute() {
		this.average.observe(300, 0);
		assertThat(this.average.seconds(0)).isEqualTo(60);
	}

	@Test
	void clockThatStandsStillOrGoesBackDoesNoHarm() {
		this.average.observe(2, SECOND);
		this.average.observe(1, 0);
		assertThat(this.average.seconds(0)).isBetween(1.0, 2.0);
	}

}
