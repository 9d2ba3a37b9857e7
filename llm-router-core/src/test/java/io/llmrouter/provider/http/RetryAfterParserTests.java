package io.llmrouter.provider.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import io.llmrouter.provider.ErrorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

class RetryAfterParserTests {

	private final RetryAfterParser parser = new RetryAfterParser(
			InstantSource.fixed(Instant.parse("2026-11-23T10:00:00Z")));

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "7 | PT7S", "0.5 | PT0.5S", "-3 | PT0S", "0 | PT0S", "20ms | PT0.02S", "6m0s | PT6M",
					"2m59.56s | PT2M59.56S", "1h | PT1H", "999999999999 | PT24H", "99999999h | PT24H",
					"Mon, 23 Nov 2026 10:00:30 GMT | PT30S", "Mon, 23 Nov 2026 09:59:30 GMT | PT0S",
					"Monday, 23-Nov-26 10:00:30 GMT | PT30S", "Mon Nov 23 10:00:30 2026 | PT30S",
					"Tue Dec  1 10:00:30 2026 | PT24H", "2026-11-23T10:01:00Z | PT1M",
					"2026-11-23T12:01:00.5+02:00 | PT1M0.5S", "Fri, 31 Dec 9999 23:59:59 GMT | PT24H",
					"1795428030 | PT30S", "1795428030.5 | PT30.5S", "1795428030250 | PT30.25S", "1795428000 | PT0S",
					"1700000000 | PT0S", "PT1M30S | PT1M30S", "PT0.25S | PT0.25S" })
	void waitIsReadInEveryForm(String value, Duration wait) {
		assertThat(parse(headers("retry-after", value), null)).isEqualTo(wait);
	}

	@ParameterizedTest
	@ValueSource(strings = { "soon", "1e400", "NaN", "Infinity", "5x", "1m2", "--3", "1.2.3", "99/99/9999", "Z", "",
			"P", "PT", "2026-11-23", "2026-13-40T10:00:00Z", "Mon, 99 Nov 2026 10:00:30 GMT",
			"1234567890123456789012345678901234567890123456789012345678901234567" })
	void unreadableWaitIsIgnored(String value) {
		assertThat(parse(headers("retry-after", value), null)).isNull();
	}

	@Test
	void millisecondsComeBeforeSeconds() {
		HttpHeaders headers = headers("retry-after", "9");
		headers.set("retry-after-ms", "1500");
		headers.set("x-ms-retry-after-ms", "2500");
		assertThat(parse(headers, "try again in 3s")).isEqualTo(Duration.ofMillis(1500));
	}

	@Test
	void azureMillisecondsComeBeforeSeconds() {
		HttpHeaders headers = headers("retry-after", "9");
		headers.set("x-ms-retry-after-ms", "2500");
		assertThat(parse(headers, null)).isEqualTo(Duration.ofMillis(2500));
	}

	@Test
	void unreadableMillisecondsGiveWayToSeconds() {
		HttpHeaders headers = headers("retry-after", "9");
		headers.set("retry-after-ms", "soon");
		assertThat(parse(headers, null)).isEqualTo(Duration.ofSeconds(9));
	}

	@Test
	void fieldOfTheBodyComesAfterTheHeaderAndBeforeTheMessage() {
		HttpHeaders none = new HttpHeaders();
		assertThat(this.parser.parse(ErrorType.RATE_LIMITED, headers("retry-after", "9"), "17s", "try again in 3s"))
			.isEqualTo(Duration.ofSeconds(9));
		assertThat(this.parser.parse(ErrorType.RATE_LIMITED, none, "17s", "try again in 3s"))
			.isEqualTo(Duration.ofSeconds(17));
		assertThat(this.parser.parse(ErrorType.RATE_LIMITED, none, "soon", "try again in 3s"))
			.isEqualTo(Duration.ofSeconds(3));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "Please try again in 1.5s. | PT1.5S", "Try again in 2m59.56s | PT2M59.56S",
					"try again in 20ms, or later | PT0.02S", "Please retry in 34.074824224s. | PT34.074824224S",
					"Please retry after 26 seconds. Contact us to raise the limit | PT26S",
					"Rate limit reached, please wait 3 secs | PT3S",
					"Limit 100000, Used 99000. Please try again in 7m12.3s. Visit us | PT7M12.3S",
					"try again in 1 hour and 5 minutes | PT1H5M", "try again in 2 hrs, 1 min | PT2H1M",
					"You've reached your hourly usage limit, it resets in 2 hours. Upgrade for more. | PT2H",
					"Retry 3 times at most, then try again in 250 milliseconds | PT0.25S",
					"You will regain access on 2026-11-23 at 18:00 UTC. | PT8H",
					"You will regain access on 2026-12-01 at 00:00 UTC. | PT24H",
					"Your limit will reset at 2026-11-23 22:00:00 | PT4H",
					"已达到 5 小时的使用上限。您的限额将在 2026-11-23 22:00:00 重置。 | PT4H" })
	void messageIsReadWhereNothingElseTells(String message, Duration wait) {
		assertThat(parse(new HttpHeaders(), message)).isEqualTo(wait);
	}

	@ParameterizedTest
	@ValueSource(strings = { "try again in a while", "retry 3 times", "try again in 5 maybe", "wait 7",
			"Your limit will reset at 2026-11-23 17:00:00", "Your limit will reset at 2026-99-99 99:00:00",
			"The file of 2026-11-23 22:00:00 was refused" })
	void messageWithoutAWaitTellsNone(String message) {
		assertThat(parse(new HttpHeaders(), message)).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "x-ratelimit-reset-requests | 1s | PT1S", "x-ratelimit-reset-tokens | 6m0s | PT6M",
					"x-ratelimit-reset-tokens | 20ms | PT0.02S", "x-ratelimit-reset-tokens | 17 | PT17S",
					"x-ratelimit-reset | 1795428030000 | PT30S", "X-RateLimit-Reset | 1795428030 | PT30S",
					"ratelimit-reset | 30 | PT30S",
					"anthropic-ratelimit-input-tokens-reset | 2026-11-23T10:00:30Z | PT30S",
					"anthropic-ratelimit-unified-5h-reset | 1795428030 | PT30S" })
	void resetIsReadInEveryForm(String name, String value, Duration wait) {
		assertThat(parse(headers(name, value), "slow down")).isEqualTo(wait);
	}

	@Test
	void resetIsTheLastResort() {
		assertThat(parse(headers("x-ratelimit-reset-tokens", "6m0s"), "try again in 3s"))
			.isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void limitOfWhichNothingRemainsDecides() {
		HttpHeaders headers = headers("x-ratelimit-reset-requests", "2m");
		headers.set("x-ratelimit-remaining-requests", "0");
		headers.set("x-ratelimit-reset-tokens", "1s");
		headers.set("x-ratelimit-remaining-tokens", "5000");
		headers.set("x-ratelimit-reset-project-tokens", "30s");
		headers.set("x-ratelimit-remaining-project-tokens", "0");
		assertThat(parse(headers, null)).isEqualTo(Duration.ofMinutes(2));
	}

	@Test
	void shortestResetIsTakenWhereSomethingRemainsOfAll() {
		HttpHeaders headers = headers("x-ratelimit-reset-requests", "14h");
		headers.set("x-ratelimit-remaining-requests", "900");
		headers.set("x-ratelimit-reset-tokens", "7.66s");
		headers.set("x-ratelimit-remaining-tokens", "100");
		assertThat(parse(headers, null)).isEqualTo(Duration.ofMillis(7660));
	}

	@ParameterizedTest
	@EnumSource(value = ErrorType.class, names = { "SERVER_ERROR", "QUOTA_EXHAUSTED", "OVERLOADED" })
	void resetTellsNothingOfOtherFailures(ErrorType type) {
		assertThat(this.parser.parse(type, headers("x-ratelimit-reset-tokens", "6m0s"), null, null)).isNull();
	}

	@Test
	void nothingSaidIsUnknown() {
		assertThat(parse(new HttpHeaders(), null)).isNull();
	}

	private Duration parse(HttpHeaders headers, String message) {
		return this.parser.parse(ErrorType.RATE_LIMITED, headers, null, message);
	}

	private static HttpHeaders headers(String name, String value) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(name, value);
		return headers;
	}

}
