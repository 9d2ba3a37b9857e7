package io.llmrouter.provider.http;

import io.llmrouter.provider.RateLimitState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimitHeadersTests {

	private final HttpHeaders headers = new HttpHeaders();

	@Test
	void openAiTellsBoth() {
		this.headers.set("X-RateLimit-Limit-Requests", "5000");
		this.headers.set("X-RateLimit-Remaining-Requests", "4999");
		this.headers.set("X-RateLimit-Remaining-Tokens", " 159976 ");
		this.headers.set("X-RateLimit-Reset-Requests", "12ms");
		assertThat(RateLimitHeaders.read(this.headers)).isEqualTo(new RateLimitState(4_999L, 159_976L));
	}

	@Test
	void anthropicTellsBoth() {
		this.headers.set("anthropic-ratelimit-requests-remaining", "49");
		this.headers.set("anthropic-ratelimit-tokens-remaining", "0");
		this.headers.set("anthropic-ratelimit-tokens-reset", "2026-11-23T10:00:00Z");
		assertThat(RateLimitHeaders.read(this.headers)).isEqualTo(new RateLimitState(49L, 0L));
	}

	@Test
	void mistralTellsBothByTheMinute() {
		this.headers.set("x-ratelimit-remaining-req-minute", "717");
		this.headers.set("x-ratelimit-remaining-tokens-minute", "4999911");
		this.headers.set("x-ratelimit-tokens-query-cost", "52");
		assertThat(RateLimitHeaders.read(this.headers)).isEqualTo(new RateLimitState(717L, 4_999_911L));
	}

	@Test
	void whatIsNotToldIsUnknown() {
		assertThat(RateLimitHeaders.read(this.headers)).isNull();
		this.headers.set("x-ratelimit-remaining-tokens", "7");
		assertThat(RateLimitHeaders.read(this.headers)).isEqualTo(new RateLimitState(null, 7L));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "", " ", "unlimited", "1.5", "1e3", "٣", "9999999999999999999", "0x10" })
	void whatIsNoCountIsUnknown(String value) {
		this.headers.set("x-ratelimit-remaining-requests", value);
		assertThat(RateLimitHeaders.read(this.headers)).isNull();
	}

}
