package io.llmrouter.route.health;

import java.time.Duration;

import io.llmrouter.provider.ErrorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;

class CircuitOpeningTests extends HealthFixture {

	@Test
	void fifthFailureInARowOpensTheCircuit() {
		for (int i = 0; i < 4; i++) {
			fail();
		}
		assertCircuit(CircuitState.CLOSED);
		fail();
		assertCircuit(CircuitState.OPEN);
		assertThat(this.health.tryAcquire()).isNull();
		assertThat(this.health.unavailable().reason()).isEqualTo(Unavailable.Reason.CIRCUIT_OPEN);
	}

	@Test
	void contentStartsTheCountAgain() {
		for (int i = 0; i < 40; i++) {
			for (int successes = 0; successes < 6; successes++) {
				succeed();
			}
			for (int failures = 0; failures < 4; failures++) {
				fail();
			}
		}
		assertCircuit(CircuitState.CLOSED);
	}

	@Test
	void firstPauseIsFifteenSecondsMoreOrLess() {
		open();
		assertThat(openFor()).isBetween(Duration.ofSeconds(12), Duration.ofSeconds(18));
		assertThat(openFor().toMillis()).as("jitter").isNotEqualTo(15_000);
		this.time.advance(openFor().minusNanos(1));
		assertThat(this.health.tryAcquire()).isNull();
		this.time.advance(Duration.ofNanos(1));
		assertThat(this.health.tryAcquire()).isNotNull();
	}

	@Test
	void halfOfEightCallsFailedOpensTheCircuit() {
		for (int i = 0; i < 3; i++) {
			fail();
			succeed();
		}
		fail();
		assertCircuit(CircuitState.CLOSED);
		succeed();
		assertCircuit(CircuitState.OPEN);
	}

	@Test
	void fewerFailuresThanHalfKeepItClosed() {
		for (int i = 0; i < 100; i++) {
			succeed();
			fail();
			succeed();
		}
		assertCircuit(CircuitState.CLOSED);
	}

	@Test
	void callsOfMoreThanAMinuteAgoAreForgotten() {
		for (int i = 0; i < 3; i++) {
			fail();
			succeed();
		}
		this.time.advance(Duration.ofSeconds(61));
		fail();
		succeed();
		assertCircuit(CircuitState.CLOSED);
	}

	@Test
	void correctionOfTheWallClockForgetsNothing() {
		for (int i = 0; i < 3; i++) {
			fail();
			succeed();
		}
		this.time.setNow(this.time.now().plus(Duration.ofDays(1)));
		fail();
		succeed();
		assertCircuit(CircuitState.OPEN);
	}

	@Test
	void slowFirstContentOpensTheCircuit() {
		for (int i = 0; i < 7; i++) {
			permit().firstContent(Duration.ofSeconds(16).toNanos());
		}
		assertCircuit(CircuitState.CLOSED);
		permit().firstContent(Duration.ofSeconds(16).toNanos());
		assertCircuit(CircuitState.OPEN);
	}

	@Test
	void contentInFifteenSecondsIsNotSlow() {
		for (int i = 0; i < 50; i++) {
			permit().firstContent(Duration.ofSeconds(15).toNanos());
		}
		assertCircuit(CircuitState.CLOSED);
	}

	@Test
	void thirdAnswerInARowThatIsCutOpensTheCircuit() {
		interrupt();
		interrupt();
		succeed();
		interrupt();
		interrupt();
		assertCircuit(CircuitState.CLOSED);
		interrupt();
		assertCircuit(CircuitState.OPEN);
	}

	@ParameterizedTest
	@EnumSource(value = ErrorType.class, mode = Mode.INCLUDE, names = { "OVERLOADED", "SERVER_ERROR", "TIMEOUT_CONNECT",
			"TIMEOUT_FIRST_TOKEN", "TIMEOUT_IDLE", "CONNECTION", "STREAM_INTERRUPTED", "INVALID_RESPONSE", "OTHER" })
	void failuresOfTheCandidateCount(ErrorType type) {
		for (int i = 0; i < 5; i++) {
			permit().failed(type);
		}
		assertCircuit(CircuitState.OPEN);
	}

	@ParameterizedTest
	@EnumSource(value = ErrorType.class, mode = Mode.EXCLUDE, names = { "OVERLOADED", "SERVER_ERROR", "TIMEOUT_CONNECT",
			"TIMEOUT_FIRST_TOKEN", "TIMEOUT_IDLE", "CONNECTION", "STREAM_INTERRUPTED", "INVALID_RESPONSE", "OTHER" })
	void failuresOfTheCallerAndLimitsAreNeutral(ErrorType type) {
		for (int i = 0; i < 4; i++) {
			fail();
		}
		for (int i = 0; i < 100; i++) {
			permit().failed(type);
		}
		assertCircuit(CircuitState.CLOSED);
		fail();
		assertCircuit(CircuitState.OPEN);
	}

	@Test
	void callersWhoGoAwayAreNeutral() {
		for (int i = 0; i < 4; i++) {
			fail();
		}
		for (int i = 0; i < 100; i++) {
			permit().cancelled();
		}
		fail();
		assertCircuit(CircuitState.OPEN);
	}

	@Test
	void oneCallHasOneVerdict() {
		HealthPermit permit = permit();
		for (int i = 0; i < 20; i++) {
			permit.failed(ErrorType.SERVER_ERROR);
		}
		for (int i = 0; i < 20; i++) {
			permit.cancelled();
			permit.succeeded();
			permit.firstContent(1);
		}
		assertCircuit(CircuitState.CLOSED);
		for (int i = 0; i < 4; i++) {
			fail();
		}
		assertCircuit(CircuitState.OPEN);
	}

	@Test
	void completeAnswerWithoutContentIsASuccess() {
		for (int i = 0; i < 4; i++) {
			fail();
		}
		permit().succeeded();
		fail();
		assertCircuit(CircuitState.CLOSED);
	}

	@Test
	void reportTellsTheLatestFailure() {
		permit().failed(ErrorType.OVERLOADED);
		this.time.advance(Duration.ofSeconds(2));
		permit().failed(ErrorType.CANCELLED);
		HealthReport report = this.health.report();
		assertThat(report.candidate()).isEqualTo(ALPHA);
		assertThat(report.lastError()).isEqualTo(ErrorType.OVERLOADED);
		assertThat(report.lastErrorAt()).isEqualTo(this.time.now().minusSeconds(2));
		assertThat(report.isAvailable()).isTrue();
	}

}
