package io.llmrouter.provider.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
					"2026-11-23T10:01:00Z | PT1M", "Fri, 31 Dec 9999 23:59:59 GMT | PT24H" })
	void waitIsReadInEveryForm(String value, Duration wait) {
		assertThat(this.parser.parse(headers("retry-after", value), null)).isEqualTo(wait);
	}

	@ParameterizedTest
	@ValueSource(strings = { "soon", "1e400", "NaN", "Infinity", "5x", "1m2", "--3", "1.2.3", "99/99/9999", "Z", "",
			"Mon, 99 Nov 2026 10:00:30 GMT", "1234567890123456789012345678901234567890123456789012345678901234567" })
	void unreadableWaitIsIgnored(String value) {
		assertThat(this.parser.parse(headers("retry-after", value), null)).isNull();
	}

	@Test
	void millisecondsComeBeforeSeconds() {
		HttpHeaders headers = headers("retry-after", "9");
		headers.set("retry-after-ms", "1500");
		headers.set("x-ms-retry-after-ms", "2500");
		assertThat(this.parser.parse(headers, "try again in 3s")).isEqualTo(Duration.ofMillis(1500));
	}

	@Test
	void azureMillisecondsComeBeforeSeconds() {
		HttpHeaders headers = headers("retry-after", "9");
		headers.set("x-ms-retry-after-ms", "2500");
		assertThat(this.parser.parse(headers, null)).isEqualTo(Duration.ofMillis(2500));
	}

	@Test
	void unreadableMillisecondsGiveWayToSeconds() {
		HttpHeaders headers = headers("retry-after", "9");
		headers.set("retry-after-ms", "soon");
		assertThat(this.parser.parse(headers, null)).isEqualTo(Duration.ofSeconds(9));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "Please try again in 1.5s. | PT1.5S", "Try again in 2m59.56s | PT2M59.56S",
			"try again in 20ms, or later | PT0.02S" })
	void messageIsReadAsTheLastResort(String message, Duration wait) {
		assertThat(this.parser.parse(new HttpHeaders(), message)).isEqualTo(wait);
	}

	@Test
	void nothingSaidIsUnknown() {
		assertThat(this.parser.parse(new HttpHeaders(), "try again in a while")).isNull();
	}

	private static HttpHeaders headers(String name, String value) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(name, value);
		return headers;
	}

}
