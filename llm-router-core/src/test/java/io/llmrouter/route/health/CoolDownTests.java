package io.llmrouter.route.health;

import java.time.Duration;

import io.llmrouter.call.ModelLabels;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class CoolDownTests extends HealthFixture {

	private final CandidateHealth sibling = this.registry.of(new CandidateName("alpha", "a-2"));

	private final CandidateHealth stranger = this.registry.of(new CandidateName("beta", "a-1"));

	private void told(Duration retryAfter) {
		ErrorDetails refusal = ErrorDetails.of(ErrorType.RATE_LIMITED).answered(429, null, null, retryAfter);
		this.health.coolDown(refusal, retryAfter);
	}

	private void guessed(ErrorType type, Duration pause) {
		this.health.coolDown(ErrorDetails.of(type), pause);
	}

	@Test
	void candidateIsLeftAloneForAsLongAsTheProviderTold() {
		told(Duration.ofSeconds(30));
		assertThat(this.health.unavailable())
			.isEqualTo(new Unavailable(Unavailable.Reason.COOLING_DOWN, Duration.ofSeconds(30)));
		this.time.advance(Duration.ofSeconds(30).minusNanos(1));
		assertThat(this.health.cooling()).isEqualTo(Duration.ofNanos(1));
		this.time.advance(Duration.ofNanos(1));
		assertThat(this.health.unavailable()).isNull();
	}

	@Test
	void laterOfTwoEndsCounts() {
		told(Duration.ofSeconds(30));
		told(Duration.ofSeconds(10));
		assertThat(this.health.cooling()).isEqualTo(Duration.ofSeconds(30));
		told(Duration.ofSeconds(40));
		assertThat(this.health.cooling()).isEqualTo(Duration.ofSeconds(40));
	}

	@Test
	void guessedPausesDoubleUpToTwelvefold() {
		for (int expected : new int[] { 5, 10, 20, 40, 60, 60 }) {
			guessed(ErrorType.RATE_LIMITED, Duration.ofSeconds(5));
			assertThat(this.health.cooling()).isEqualTo(Duration.ofSeconds(expected));
			this.time.advance(this.health.cooling());
		}
	}

	@Test
	void refusalsOfCallsThatWereOnTheirWayDoNotMakeThePauseLonger() {
		for (int i = 0; i < 10; i++) {
			guessed(ErrorType.RATE_LIMITED, Duration.ofSeconds(5));
		}
		assertThat(this.health.cooling()).isEqualTo(Duration.ofSeconds(5));
		this.time.advance(Duration.ofSeconds(5));
		guessed(ErrorType.RATE_LIMITED, Duration.ofSeconds(5));
		assertThat(this.health.cooling()).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void answerMakesTheNextGuessShortAgain() {
		guessed(ErrorType.RATE_LIMITED, Duration.ofSeconds(5));
		this.time.advance(Duration.ofSeconds(5));
		succeed();
		guessed(ErrorType.RATE_LIMITED, Duration.ofSeconds(5));
		assertThat(this.health.cooling()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void answerOfACallThatWasOnItsWayDoesNotEndThePause() {
		HealthPermit onItsWay = permit();
		told(Duration.ofSeconds(30));
		onItsWay.firstContent(1);
		assertThat(this.health.cooling()).isEqualTo(Duration.ofSeconds(30));
	}

	@ParameterizedTest
	@EnumSource(value = ErrorType.class, names = { "AUTHENTICATION", "QUOTA_EXHAUSTED" })
	void refusedCredentialPutsAllModelsOfItsProviderAside(ErrorType type) {
		guessed(type, Duration.ofMinutes(5));
		assertThat(this.sibling.cooling()).isEqualTo(Duration.ofMinutes(5));
		assertThat(this.registry.of(new CandidateName("alpha", "first asked later")).cooling())
			.isEqualTo(Duration.ofMinutes(5));
		assertThat(this.stranger.cooling()).isZero();
	}

	@ParameterizedTest
	@EnumSource(value = ErrorType.class, names = { "RATE_LIMITED", "PERMISSION_DENIED", "NOT_FOUND" })
	void otherRefusalsPutOneModelAside(ErrorType type) {
		guessed(type, Duration.ofMinutes(5));
		assertThat(this.health.cooling()).isEqualTo(Duration.ofMinutes(5));
		assertThat(this.sibling.cooling()).isZero();
	}

	@Test
	void modelThatDoesNotExistDoesNotBlockOthersThatNobodyConfigured() {
		CandidateHealth others = this.registry.of(new CandidateName("alpha", ModelLabels.OTHER));
		others.coolDown(ErrorDetails.of(ErrorType.NOT_FOUND), Duration.ofMinutes(5));
		assertThat(others.cooling()).isZero();
		others.coolDown(ErrorDetails.of(ErrorType.RATE_LIMITED), Duration.ofMinutes(5));
		assertThat(others.cooling()).isEqualTo(Duration.ofMinutes(5));
	}

	@Test
	void coolDownIsNotIgnoredForAnOpenCircuit() {
		open();
		told(Duration.ofMinutes(3));
		assertThat(this.health.unavailable().reason()).isEqualTo(Unavailable.Reason.COOLING_DOWN);
	}

}
