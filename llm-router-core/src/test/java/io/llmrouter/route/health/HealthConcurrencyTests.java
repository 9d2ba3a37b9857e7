package io.llmrouter.route.health;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.TestTimeSource;
import io.llmrouter.testing.Threads;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads that ask one candidate at random, while time jumps on.
 */
@Timeout(120)
class HealthConcurrencyTests {

	private static final int THREADS = 8;

	private static final int CALLS = 20_000;

	private static final ErrorType[] FAILURES = { ErrorType.SERVER_ERROR, ErrorType.CONNECTION, ErrorType.RATE_LIMITED,
			ErrorType.INVALID_REQUEST };

	private final TestTimeSource time = new TestTimeSource();

	private final CandidateHealth health = health();

	/** Probes in flight, by the time of the circuit in which they were let through. */
	private final Map<Long, AtomicInteger> probes = new ConcurrentHashMap<>();

	private final AtomicInteger mostProbes = new AtomicInteger();

	private final AtomicInteger opened = new AtomicInteger();

	private CandidateHealth health() {
		HealthSettings defaults = HealthSettings.defaults();
		// No probe hangs, however far time jumps.
		HealthSettings.Recovery recovery = new HealthSettings.Recovery(2, Duration.ofDays(10_000), Duration.ofHours(1));
		HealthSettings settings = new HealthSettings(defaults.ejection(), defaults.breaker(), recovery, 0.5);
		return new HealthRegistry(settings, this.time, new Random(1)).of(new CandidateName("alpha", "a-1"));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void probesAreNeverTooManyAndNoneIsLost(long seed) throws Exception {
		Threads.run(THREADS, seed, this::ask);
		assertThat(this.mostProbes).hasValueBetween(1, 2);
		assertThat(this.opened).hasValueGreaterThan(10);
		recover();
	}

	private void ask(SplittableRandom random) {
		for (int i = 0; i < CALLS; i++) {
			HealthPermit permit = this.health.tryAcquire();
			if (permit != null) {
				call(permit, random);
			}
			else if (random.nextInt(4) == 0) {
				this.opened.incrementAndGet();
				this.time.advance(Duration.ofSeconds(10));
			}
			assertThat(this.health.share()).isBetween(0.1, 1.0);
			assertThat(this.health.report().open()).isNotEqualTo(Duration.ZERO);
		}
	}

	private void call(HealthPermit permit, SplittableRandom random) {
		AtomicInteger live = this.probes.computeIfAbsent(permit.epoch(), (epoch) -> new AtomicInteger());
		int now = permit.isProbe() ? live.incrementAndGet() : 0;
		this.mostProbes.accumulateAndGet(now, Math::max);
		if (random.nextInt(8) == 0) {
			Thread.yield();
		}
		if (permit.isProbe()) {
			live.decrementAndGet();
		}
		end(permit, random);
	}

	private void end(HealthPermit permit, SplittableRandom random) {
		switch (random.nextInt(4)) {
			case 0 -> permit.cancelled();
			case 1 -> permit.failed(FAILURES[random.nextInt(FAILURES.length)]);
			case 2 -> {
				permit.firstContent(1);
				permit.failed(ErrorType.STREAM_INTERRUPTED);
			}
			default -> {
				permit.firstContent(random.nextLong(20_000_000_000L));
				permit.succeeded();
			}
		}
		if (random.nextBoolean()) {
			permit.failed(ErrorType.SERVER_ERROR);
		}
	}

	// Whatever happened: two probes that succeed close the circuit.
	private void recover() {
		this.time.advance(Duration.ofMinutes(3));
		for (int i = 0; i < 3; i++) {
			HealthPermit permit = this.health.tryAcquire();
			assertThat(permit).isNotNull();
			permit.firstContent(1);
			permit.succeeded();
		}
		assertThat(this.health.circuit()).isEqualTo(CircuitState.CLOSED);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void verdictOfOneCallCountsOnceWhoeverTellsIt(long seed) throws Exception {
		for (int round = 0; round < 300; round++) {
			CandidateHealth fresh = health();
			HealthPermit permit = fresh.tryAcquire();
			assertThat(permit).isNotNull();
			Threads.run(4, seed + round, (random) -> permit.failed(ErrorType.SERVER_ERROR));
			for (int i = 0; i < 3; i++) {
				fresh.acquire().failed(ErrorType.SERVER_ERROR);
			}
			assertThat(fresh.circuit()).isEqualTo(CircuitState.CLOSED);
			fresh.acquire().failed(ErrorType.SERVER_ERROR);
			assertThat(fresh.circuit()).isEqualTo(CircuitState.OPEN);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void refusalsAtTheSameTimeMakeOnePause(long seed) throws Exception {
		for (int round = 0; round < 100; round++) {
			CandidateHealth fresh = health();
			Threads.run(4, seed + round,
					(random) -> fresh.coolDown(ErrorDetails.of(ErrorType.RATE_LIMITED), Duration.ofSeconds(5)));
			assertThat(fresh.cooling()).isEqualTo(Duration.ofSeconds(5));
			this.time.advance(Duration.ofSeconds(5));
			fresh.coolDown(ErrorDetails.of(ErrorType.RATE_LIMITED), Duration.ofSeconds(5));
			assertThat(fresh.cooling()).isEqualTo(Duration.ofSeconds(10));
		}
	}

}
