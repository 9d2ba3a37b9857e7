package io.llmrouter.route;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LatencyPercentileTests {

	private static final long SECOND = 1_000_000_000L;

	private static final double STEP = Math.pow(2, 0.25);

	private final LatencyPercentile percentile = new LatencyPercentile();

	@Test
	void isUnknownBeforeTheFirstLatency() {
		assertThat(this.percentile.seconds(0)).isNaN();
	}

	@Test
	void liesAtMostOneStepAboveTheTruePercentile() {
		Random random = new Random(3);
		double[] all = new double[1_000];
		for (int i = 0; i < all.length; i++) {
			all[i] = 0.5 * Math.exp(random.nextGaussian());
			this.percentile.observe(all[i], 0);
		}
		Arrays.sort(all);
		assertThat(this.percentile.seconds(0)).isBetween(all[899], all[899] * STEP);
	}

	@Test
	void oneSlowAnswerInFiveIsSeenAndOneInTwentyIsNot() {
		observe(20);
		assertThat(this.percentile.seconds(0)).isBetween(1.0, STEP);
		observe(5);
		assertThat(this.percentile.seconds(0)).isBetween(8.0, 8 * STEP);
	}

	private void observe(int oneIn) {
		for (int i = 0; i < 200; i++) {
			this.percentile.observe((i % oneIn == 0) ? 8 : 1, 0);
		}
	}

	@Test
	void pastFades() {
		for (int second = 0; second < 300; second++) {
			this.percentile.observe(8, second * SECOND);
		}
		int quick = 0;
		while (this.percentile.seconds((300 + quick) * SECOND) > 2) {
			this.percentile.observe(1, (300 + quick) * SECOND);
			quick++;
		}
		assertThat(quick).isBetween(130, 145);
	}

	@Test
	void isUnknownAgainWhereNothingCameForALongTime() {
		this.percentile.observe(1, 0);
		assertThat(this.percentile.seconds(317 * SECOND)).isBetween(1.0, STEP);
		assertThat(this.percentile.seconds(319 * SECOND)).isNaN();
	}

	@Test
	void daysOfServiceLeaveTheFiguresSound() {
		for (int day = 0; day < 30; day++) {
			for (int i = 0; i < 10; i++) {
				this.percentile.observe((i == 0) ? 9 : 1, (day * 86_400L + i) * SECOND);
			}
			assertThat(this.percentile.seconds((day * 86_400L + 10) * SECOND)).isBetween(1.0, STEP);
		}
	}

	@Test
	void longStreamOfCallsIsScaledDownInTime() {
		long now = 0;
		for (int i = 0; i < 20_000; i++) {
			now += SECOND;
			this.percentile.observe((i < 15_000) ? 4 : 1, now);
		}
		assertThat(this.percentile.seconds(now)).isBetween(1.0, STEP);
	}

	@Test
	void extremesAndAClockThatGoesBackDoNoHarm() {
		this.percentile.observe(0, 10 * SECOND);
		assertThat(this.percentile.seconds(10 * SECOND)).isEqualTo(0.001);
		this.percentile.observe(1e9, 0);
		assertThat(this.percentile.seconds(0)).isFinite().isGreaterThan(200);
	}

}
