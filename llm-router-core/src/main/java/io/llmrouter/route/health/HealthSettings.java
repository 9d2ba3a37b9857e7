package io.llmrouter.route.health;

import java.time.Duration;

/**
 * Thresholds of the health of candidates.
 *
 * @param ejection the fast path: failures in a row
 * @param breaker the slow path: the rate of failures and of slow calls
 * @param recovery the way back
 * @param panicThreshold the part of the candidates of a call, 0 to 1, below which
 * circuits are ignored
 * @since 0.1.0
 */
public record HealthSettings(Ejection ejection, Breaker breaker, Recovery recovery, double panicThreshold) {

	public HealthSettings {
		checkRate("panicThreshold", panicThreshold, 0);
	}

	/**
	 * Return the default thresholds: 5 failures in a row or 3 interruptions in a row
	 * eject for 15 s, growing to 2 min; in a window of 60 s half of at least 8 calls
	 * failed, or 80 % needed more than 15 s to the first content; 2 probes of at most 30
	 * s; a slow start of 30 s; panic below half of the candidates.
	 * @return the settings
	 */
	public static HealthSettings defaults() {
		return new HealthSettings(new Ejection(5, 3, Duration.ofSeconds(15), Duration.ofMinutes(2)),
				new Breaker(Duration.ofSeconds(60), 8, 0.5, Duration.ofSeconds(15), 0.8),
				new Recovery(2, Duration.ofSeconds(30), Duration.ofSeconds(30)), 0.5);
	}

	private static void checkPositive(String name, int value) {
		if (value < 1) {
			throw new IllegalArgumentException("'" + name + "' is " + value + "; it must be at least 1");
		}
	}

	private static void checkPositive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException("'" + name + "' is '" + value + "'; it must be over zero");
		}
	}

	private static void checkRate(String name, double value, double lowest) {
		if (!(value >= lowest && value <= 1)) {
			throw new IllegalArgumentException(
					"'" + name + "' is " + value + "; it must be from " + lowest + " to 1, where 1 means all");
		}
	}

	/**
	 * Thresholds of failures in a row.
	 *
	 * @param consecutiveFailures the failures in a row before content that open the
	 * circuit
	 * @param consecutiveInterruptions the answers in a row cut after content that open it
	 * @param time the first pause; doubled each time the circuit opens again soon, with a
	 * jitter of 20 %
	 * @param maxTime the longest pause
	 */
	public record Ejection(int consecutiveFailures, int consecutiveInterruptions, Duration time, Duration maxTime) {

		public Ejection {
			checkPositive("consecutiveFailures", consecutiveFailures);
			checkPositive("consecutiveInterruptions", consecutiveInterruptions);
			checkPositive("time", time);
			if (maxTime.compareTo(time) < 0) {
				throw new IllegalArgumentException(
						"'maxTime' is '" + maxTime + "'; it must be at least 'time', which is '" + time + "'");
			}
		}

	}

	/**
	 * Thresholds of the circuit breaker.
	 *
	 * @param window the time it looks back, in whole seconds
	 * @param minimumCalls the fewest calls in the window before it decides
	 * @param failureRate the part of them that failed, over 0 to 1, from which it opens
	 * @param slowFirstToken the time to the first content of a stream over which a call
	 * is slow
	 * @param slowRate the part of them that was slow, over 0 to 1, from which it opens
	 */
	public record Breaker(Duration window, int minimumCalls, double failureRate, Duration slowFirstToken,
			double slowRate) {

		private static final long MAX_WINDOW_SECONDS = 3_600;

		public Breaker {
			checkPositive("minimumCalls", minimumCalls);
			checkPositive("slowFirstToken", slowFirstToken);
			checkRate("failureRate", failureRate, 0.01);
			checkRate("slowRate", slowRate, 0.01);
			if (window.toSeconds() < 1 || window.toSeconds() > MAX_WINDOW_SECONDS) {
				throw new IllegalArgumentException("'window' is '" + window + "'; it must be from 1 s to 1 h");
			}
		}

	}

	/**
	 * Thresholds of recovery.
	 *
	 * @param probes the calls that are let through a half-open circuit, and that must all
	 * succeed to close it
	 * @param probeTimeout the time after which a probe without a verdict makes room for
	 * another
	 * @param slowStart the time over which a recovered candidate gets its full share
	 * again; zero for at once
	 */
	public record Recovery(int probes, Duration probeTimeout, Duration slowStart) {

		public Recovery {
			checkPositive("probes", probes);
			checkPositive("probeTimeout", probeTimeout);
			if (slowStart.isNegative()) {
				throw new IllegalArgumentException("'slowStart' is '" + slowStart + "'; it must not be negative");
			}
		}

	}

}
