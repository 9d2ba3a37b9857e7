package io.llmrouter.route.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.llmrouter.call.TimeSource;

/**
 * Circuit breaker of Resilience4j: it counts the calls of a sliding window and of a
 * half-open circuit and decides from their rates. When an open circuit becomes half-open
 * is decided by its owner, who also guards it: not thread-safe on its own.
 * <p>
 * Its operator for publishers is not used: beneath a time limit it takes an answer that
 * stalled for a success, and a timeout for nothing at all.
 */
final class RateBreaker {

	// The library has no way to say "until told otherwise".
	private static final Duration FOR_EVER = Duration.ofDays(36_500);

	private static final float PERCENT = 100;

	private static final Exception FAILURE = new Exception("health failure");

	private final CircuitBreaker breaker;

	RateBreaker(String name, HealthSettings settings, TimeSource time) {
		HealthSettings.Breaker rates = settings.breaker();
		// The lock-free window of version 2.4.0 reads the system's clock, not this one.
		CircuitBreakerConfig config = CircuitBreakerConfig.custom()
			.slidingWindow((int) rates.window().toSeconds(), rates.minimumCalls(), SlidingWindowType.TIME_BASED,
					SlidingWindowSynchronizationStrategy.SYNCHRONIZED)
			.failureRateThreshold((float) rates.failureRate() * PERCENT)
			.slowCallDurationThreshold(rates.slowFirstToken())
			.slowCallRateThreshold((float) rates.slowRate() * PERCENT)
			.permittedNumberOfCallsInHalfOpenState(settings.recovery().probes())
			.waitDurationInOpenState(FOR_EVER)
			.clock(new MonotonicClock(time))
			.build();
		this.breaker = CircuitBreaker.of(name, config);
	}

	CircuitState state() {
		return switch (this.breaker.getState()) {
			case OPEN, FORCED_OPEN -> CircuitState.OPEN;
			case HALF_OPEN -> CircuitState.HALF_OPEN;
			default -> CircuitState.CLOSED;
		};
	}

	void succeeded(long latencyNanos) {
		this.breaker.onSuccess(latencyNanos, TimeUnit.NANOSECONDS);
	}

	void failed() {
		this.breaker.onError(0, TimeUnit.NANOSECONDS, FAILURE);
	}

	void open() {
		this.breaker.transitionToOpenState();
	}

	void halfOpen() {
		this.breaker.transitionToHalfOpenState();
	}

	boolean tryProbe() {
		return this.breaker.tryAcquirePermission();
	}

	void releaseProbe() {
		this.breaker.releasePermission();
	}

	/**
	 * Clock that passes as the monotonic time does, so that a correction of the wall
	 * clock moves no window.
	 */
	private static final class MonotonicClock extends Clock {

		private final TimeSource time;

		private final long originNanos;

		MonotonicClock(TimeSource time) {
			this.time = time;
			this.originNanos = time.nanoTime();
		}

		@Override
		public Instant instant() {
			return Instant.EPOCH.plusNanos(this.time.nanoTime() - this.originNanos);
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
