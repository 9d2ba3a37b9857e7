package io.llmrouter.route.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;

import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.TestTimeSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Health of one candidate whose time is moved by hand. It starts just before the
 * monotonic clock overflows.
 */
abstract class HealthFixture {

	static final CandidateName ALPHA = new CandidateName("alpha", "a-1");

	final TestTimeSource time = new TestTimeSource(Long.MAX_VALUE - 7, Instant.parse("2026-01-01T00:00:00Z"));

	final HealthRegistry registry = new HealthRegistry(HealthSettings.defaults(), this.time, new Random(5));

	final CandidateHealth health = this.registry.of(ALPHA);

	HealthPermit permit() {
		HealthPermit permit = this.health.tryAcquire();
		assertThat(permit).isNotNull();
		return permit;
	}

	void succeed() {
		HealthPermit permit = permit();
		permit.firstContent(1);
		permit.succeeded();
	}

	void fail() {
		permit().failed(ErrorType.SERVER_ERROR);
	}

	void interrupt() {
		HealthPermit permit = permit();
		permit.firstContent(1);
		permit.failed(ErrorType.STREAM_INTERRUPTED);
	}

	void open() {
		for (int i = 0; i < 5; i++) {
			fail();
		}
		assertCircuit(CircuitState.OPEN);
	}

	Duration openFor() {
		return this.health.report().open();
	}

	void waitOutThePause() {
		this.time.advance(openFor());
	}

	void assertCircuit(CircuitState expected) {
		assertThat(this.health.circuit()).isEqualTo(expected);
	}

}
