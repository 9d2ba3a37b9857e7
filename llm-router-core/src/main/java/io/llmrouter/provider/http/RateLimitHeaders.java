package io.llmrouter.provider.http;

import java.util.List;
import java.util.function.Consumer;

import io.llmrouter.provider.RateLimitState;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;

/**
 * Reader of the HTTP headers in which providers tell what is left of their rate limits:
 * {@code x-ratelimit-remaining-*} of OpenAI and those who speak its protocol,
 * {@code anthropic-ratelimit-*-remaining} of Anthropic. Mistral adds {@code -minute}.
 * <p>
 * What is no number from 0 is taken for unknown: Azure OpenAI tells {@code -1} where it
 * does not count (seen on 2025-11-17). Groq counts requests by the day in the same
 * header, which is harmless, because only a count that is less than ours is believed.
 *
 * @since 0.1.0
 */
public final class RateLimitHeaders {

	private static final List<String> REQUESTS = List.of("x-ratelimit-remaining-requests",
			"x-ratelimit-remaining-req-minute", "anthropic-ratelimit-requests-remaining");

	private static final List<String> TOKENS = List.of("x-ratelimit-remaining-tokens",
			"x-ratelimit-remaining-tokens-minute", "anthropic-ratelimit-tokens-remaining");

	private static final int MAX_DIGITS = 18;

	private RateLimitHeaders() {
	}

	/**
	 * Create a filter of the HTTP client that reads them from every answer, also from
	 * that of a refused request.
	 * @param listener who is told where an answer holds any; returns quickly
	 * @return the filter
	 */
	public static ExchangeFilterFunction filter(Consumer<RateLimitState> listener) {
		return (request, next) -> next.exchange(request)
			.doOnNext((response) -> tell(read(response.headers().asHttpHeaders()), listener));
	}

	private static void tell(@Nullable RateLimitState state, Consumer<RateLimitState> listener) {
		if (state != null) {
			listener.accept(state);
		}
	}

	/**
	 * Read the headers of an answer.
	 * @param headers the headers
	 * @return what they tell, or {@code null} where they tell nothing
	 */
	public static @Nullable RateLimitState read(HttpHeaders headers) {
		Long requests = first(headers, REQUESTS);
		Long tokens = first(headers, TOKENS);
		return (requests != null || tokens != null) ? new RateLimitState(requests, tokens) : null;
	}

	private static @Nullable Long first(HttpHeaders headers, List<String> names) {
		for (String name : names) {
			Long value = number(headers.getFirst(name));
			if (value != null) {
				return value;
			}
		}
		return null;
	}

	private static @Nullable Long number(@Nullable String text) {
		String digits = (text != null) ? text.strip() : "";
		boolean number = !digits.isEmpty() && digits.length() <= MAX_DIGITS
				&& digits.chars().allMatch((character) -> character >= '0' && character <= '9');
		return number ? Long.valueOf(digits) : null;
	}

}
