package io.llmrouter.sample.upstream;

import java.time.Duration;

import io.llmrouter.sample.upstream.answer.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Wish}.
 */
class WishTests {

	@ParameterizedTest
	@CsvSource({ "400, INVALID_REQUEST", "401, AUTHENTICATION", "418, INVALID_REQUEST", "429, RATE_LIMITED",
			"503, OVERLOADED", "529, OVERLOADED", "599, SERVER_ERROR" })
	void statusAsksForAnErrorOfThisStatus(int status, Failure failure) {
		Wish wish = Wish.of("Please answer status:" + status + ".");
		assertThat(wish.refusal().status()).isEqualTo(status);
		assertThat(wish.refusal().failure()).isEqualTo(failure);
	}

	@ParameterizedTest
	@EnumSource
	void everyFailureCanBeAskedForByName(Failure failure) {
		Wish wish = Wish.of("error:" + failure.name().toLowerCase());
		assertThat(wish.refusal().failure()).isEqualTo(failure);
		assertThat(wish.refusal().status()).isNull();
	}

	@Test
	void rateLimitTellsHowLongToWait() {
		assertThat(Wish.of("error:rate_limited").refusal().retryAfter()).isEqualTo(Duration.ofSeconds(3));
		assertThat(Wish.of("status:500").refusal().retryAfter()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "What does status 429 mean?", "status:200", "status:4290", "error:none",
			"substatus:429", "status: 429", "status:ok", "end:well", "start:429" })
	void otherMessagesAskForNothing(String message) {
		assertThat(Wish.of(message)).isEqualTo(new Wish(null, null));
	}

	@Test
	void firstKnownWordCounts() {
		assertThat(Wish.of("error:none end:well end:cut status:429").fate()).isEqualTo(GenerationPlan.Fate.CUT);
	}

}
