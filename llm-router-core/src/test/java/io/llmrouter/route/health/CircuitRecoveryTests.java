package io.llmrouter.route.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.llmrouter.provider.ErrorType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CircuitRecoveryTests extends HealthFixture {

	@Test
	void twoProbesAreLetThroughAndTheirSuccessClosesTheCircuit() {
		open();
		waitOutThePause();
		assertThat(this.health.unavailable()).isNull();
		HealthPermit first = permit();
		HealthPermit second = permit();
		assertCircuit(CircuitState.HALF_OPEN);
		assertThat(first.isProbe()).isTrue();
		assertThat(this.health.tryAcquire()).isNull();
		assertThat(this.health.unavailable().reason()).isEqualTo(Unavailable.Reason.PROBING);
		first.firstContent(1);
		assertCircuit(CircuitState.HALF_OPEN);
		second.firstContent(1);
		assertCircuit(CircuitState.CLOSED);
		assertThat(permit().isProbe()).isFalse();
	}

	@Test
	void verdictComesWithTheFirstContentAndNotWithTheEnd() {
		open();
		waitOutThePause();
		permit().firstContent(1);
		permit().firstContent(1);
		assertCircuit(CircuitState.CLOSED);
	}

	@Test
	void oneFailedProbeOpensTheCircuitAgainForLonger() {
		open();
		waitOutThePause();
		HealthPermit first = permit();
		fail();
		assertCircuit(CircuitState.OPEN);
		assertThat(openFor()).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36));
		first.firstContent(1);
		assertCircuit(CircuitState.OPEN);
	}

	@Test
	void pausesDoubleUpToTwoMinutes() {
		List<Long> pauses = new ArrayList<>();
		open();
		for (int i = 0; i < 6; i++) {
			pauses.add(openFor().toMillis());
			waitOutThePause();
			fail();
		}
		assertThat(pauses.get(0)).isBetween(12_000L, 18_000L);
		assertThat(pauses.get(1)).isBetween(24_000L, 36_000L);
		assertThat(pauses.get(2)).isBetween(48_000L, 72_000L);
		assertThat(pauses.subList(3, 6)).allSatisfy((pause) -> assertThat(pause).isBetween(96_000L, 120_000L));
	}

	@Test
	void candidateThatFailsAgainSoonIsLeftAloneForLonger() {
		open();
		waitOutThePause();
		succeed();
		succeed();
		assertCircuit(CircuitState.CLOSED);
		open();
		assertThat(openFor()).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36));
	}

	@Test
	void candidateThatFailsLaterIsLeftAloneForTheFirstPause() {
		open();
		waitOutThePause();
		succeed();
		succeed();
		this.time.advance(Duration.ofSeconds(30));
		succeed();
		open();
		assertThat(openFor()).isBetween(Duration.ofSeconds(12), Duration.ofSeconds(18));
	}

	@Test
	void probeOfACallerWhoGoesAwayMakesRoomForAnother() {
		open();
		waitOutThePause();
		for (int i = 0; i < 20; i++) {
			HealthPermit first = permit();
			HealthPermit second = permit();
			assertThat(this.health.tryAcquire()).isNull();
			first.cancelled();
			second.failed(ErrorType.RATE_LIMITED);
		}
		assertCircuit(CircuitState.HALF_OPEN);
	}

	@Test
	void hungProbeMakesRoomForAnotherAfterItsTime() {
		open();
		waitOutThePause();
		HealthPermit hung = permit();
		permit();
		this.time.advance(Duration.ofSeconds(30).minusNanos(1));
		assertThat(this.health.tryAcquire()).isNull();
		this.time.advance(Duration.ofNanos(1));
		assertThat(this.health.unavailable()).isNull();
		succeed();
		hung.cancelled();
		HealthPermit last = permit();
		assertThat(this.health.tryAcquire()).as("a hung probe frees its permit once").isNull();
		last.firstContent(1);
		assertCircuit(CircuitState.CLOSED);
	}

	@Test
	void probeThatHasItsVerdictMakesNoRoomForAnotherLater() {
		open();
		waitOutThePause();
		permit().firstContent(1);
		this.time.advance(Duration.ofSeconds(30));
		permit();
		assertThat(this.health.tryAcquire()).isNull();
	}

	@Test
	void slowProbesOpenTheCircuitAgain() {
		open();
		waitOutThePause();
		permit().firstContent(Duration.ofSeconds(16).toNanos());
		permit().firstContent(Duration.ofSeconds(16).toNanos());
		assertCircuit(CircuitState.OPEN);
	}

	@Test
	void verdictsOfCallsFromBeforeTheCircuitOpenedDoNotCount() {
		List<HealthPermit> earlier = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			earlier.add(permit());
		}
		open();
		earlier.get(0).firstContent(1);
		earlier.get(1).failed(ErrorType.SERVER_ERROR);
		assertCircuit(CircuitState.OPEN);
		waitOutThePause();
		HealthPermit probe = permit();
		earlier.get(2).firstContent(1);
		earlier.get(3).firstContent(1);
		earlier.get(4).failed(ErrorType.TIMEOUT_FIRST_TOKEN);
		earlier.get(5).cancelled();
		assertCircuit(CircuitState.HALF_OPEN);
		probe.firstContent(1);
		assertCircuit(CircuitState.HALF_OPEN);
		succeed();
		assertCircuit(CircuitState.CLOSED);
	}

	@Test
	void successOfACallThatHadNoOtherChoiceHelpsTheCircuit() {
		open();
		this.health.acquire().firstContent(1);
		assertCircuit(CircuitState.HALF_OPEN);
		this.health.acquire().firstContent(1);
		assertCircuit(CircuitState.CLOSED);
	}

	@Test
	void failureOfACallThatHadNoOtherChoiceDoesNotMakeThePauseLonger() {
		open();
		Duration pause = openFor();
		for (int i = 0; i < 20; i++) {
			this.health.acquire().failed(ErrorType.SERVER_ERROR);
		}
		assertThat(openFor()).isEqualTo(pause);
	}

	@Test
	void recoveredCandidateGetsItsShareBackBitByBit() {
		assertThat(this.health.share()).isEqualTo(1);
		open();
		waitOutThePause();
		succeed();
		assertThat(this.health.share()).as("half-open").isEqualTo(1);
		succeed();
		assertThat(this.health.share()).isEqualTo(0.1);
		this.time.advance(Duration.ofSeconds(15));
		assertThat(this.health.share()).isEqualTo(0.5, within(1e-9));
		this.time.advance(Duration.ofSeconds(30));
		assertThat(this.health.share()).isEqualTo(1);
		succeed();
		assertThat(this.health.share()).isEqualTo(1);
	}

	@Test
	void probeThatIsCutAfterContentOpensTheCircuitAgain() {
		open();
		waitOutThePause();
		interrupt();
		assertCircuit(CircuitState.OPEN);
	}

	@Test
	void answerFromBeforeTheCircuitOpenedThatIsCutDoesNotOpenItAgain() {
		HealthPermit earlier = permit();
		earlier.firstContent(1);
		open();
		waitOutThePause();
		permit();
		earlier.failed(ErrorType.STREAM_INTERRUPTED);
		assertCircuit(CircuitState.HALF_OPEN);
	}

}
