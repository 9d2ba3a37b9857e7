package io.llmrouter.provider.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

import io.llmrouter.provider.ErrorType;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Waits made up of pieces of true ones and of noise: whatever a provider sends, parsing
 * does not fail and its result lies within the bounds. The seed is fixed.
 */
class RetryAfterFuzzTests {

	private static final int INPUTS = 100_000;

	private static final List<String> NAMES = List.of("retry-after", "retry-after-ms", "x-ms-retry-after-ms",
			"x-ratelimit-reset", "x-ratelimit-reset-tokens", "x-ratelimit-remaining-tokens",
			"anthropic-ratelimit-tokens-reset", "ratelimit-reset");

	private static final List<String> PIECES = List.of("1", "30", "0", "-", "+", ".", "9999999999999999", "1e9", "h",
			"m", "s", "ms", "µs", "ns", " ", ":", "T", "Z", "P", "PT", "2026-11-23", "10:00:30", "Mon, ", "23 Nov ",
			"2026", " GMT", "try again in ", "retry after ", "resets ", "reset at ", "wait ", "access on ", " at ",
			"utc", "hours", "minutes", "seconds", " and ", ", ", "\u0000", "字", "😀", "\n", "NaN", "Infinity",
			"1795428030", "1795428030000");

	private final RetryAfterParser parser = new RetryAfterParser(
			InstantSource.fixed(Instant.parse("2026-11-23T10:00:00Z")));

	private final Random random = new Random(20_261_123);

	@Test
	void whateverIsSentIsReadWithinTheBoundsOrIgnored() {
		int read = 0;
		for (int i = 0; i < INPUTS; i++) {
			HttpHeaders headers = new HttpHeaders();
			headers.set(NAMES.get(this.random.nextInt(NAMES.size())), text(5));
			headers.set(NAMES.get(this.random.nextInt(NAMES.size())), text(3));
			String message = text(30);
			Duration wait = this.parser.parse(ErrorType.RATE_LIMITED, headers, text(4), message);
			if (wait != null) {
				read++;
				assertThat(wait).as(() -> headers + " " + message).isBetween(Duration.ZERO, Duration.ofHours(24));
			}
		}
		// Both ways are taken often enough for the test to mean something.
		assertThat(read).isBetween(INPUTS / 10, INPUTS * 9 / 10);
	}

	@Test
	void longMessageIsReadInBoundedTime() {
		String[] nasty = { "1".repeat(100_000), "try again in " + "1h".repeat(50_000), "wait ".repeat(20_000),
				"resets in 1 ".repeat(10_000), "reset at ".repeat(10_000), "access on 2026-11-23 at ".repeat(5_000) };
		Instant begin = Instant.now();
		for (String message : nasty) {
			this.parser.parse(ErrorType.RATE_LIMITED, new HttpHeaders(), message, message);
		}
		assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(20));
	}

	private String text(int pieces) {
		StringBuilder text = new StringBuilder();
		for (int i = this.random.nextInt(pieces); i >= 0; i--) {
			text.append(PIECES.get(this.random.nextInt(PIECES.size())));
		}
		return text.toString();
	}

}
