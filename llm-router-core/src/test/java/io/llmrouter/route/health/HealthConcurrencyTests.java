package io.llmrouter.route.health;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.TestTimeSource;
import io.llmrouter.testing.Threads;
import org.junit.jupiter.api.Test;
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

	@Test
	void verdictOfOneCallCountsOnceWhoeverTellsIt() throws Exception {
		List<CandidateHealth> candidates = Stream.generate(this::health).limit(5_000).toList();
		List<HealthPermit> permits = candidates.stream().map(CandidateHealth::acquire).toList();
		Threads.race(permits.size(), (round) -> permits.get(round).failed(ErrorType.SERVER_ERROR));
		for (CandidateHealth candidate : candidates) {
			for (int i = 0; i < 3; i++) {
				candidate.acquire().failed(ErrorType.SERVER_ERROR);
			}
			assertThat(candidate.circuit()).isEqualTo(CircuitState.CLOSED);
			candidate.acquire().failed(ErrorType.SERVER_ERROR);
			assertThat(candidate.circuit()).isEqualTo(CircuitState.OPEN);
		}
	}

	@Test
	void refusalsAtTheSameTimeMakeOnePause() throws Exception {
		List<CoolDown> pauses = Stream.generate(() -> new CoolDown(this.time)).limit(20_000).toList();
		Threads.race(pauses.size(), (round) -> pauses.get(round).guessed(Duration.ofSeconds(5)));
		this.time.advance(Duration.ofSeconds(5));
		assertThat(pauses).allSatisfy((pause) -> {
			assertThat(pause.remainingNanos()).isZero();
			pause.guessed(Duration.ofSeconds(5));
			assertThat(Duration.ofNanos(pause.remainingNanos())).isEqualTo(Duration.ofSeconds(10));
		});
	}

}
