package io.llmrouter.provider.anthropic;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.HttpAnswer;
import io.llmrouter.provider.http.Redaction;
import io.llmrouter.provider.http.RetryAfterParser;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;

/**
 * Error table of the protocol. Asks the code in the error's details first, then the words
 * of an invalid request, the error's type, and last the HTTP status.
 * <p>
 * Source: platform.claude.com/docs/en/api/errors, seen 2026-11.
 */
final class AnthropicErrors {

	/** Type of every 4xx that has no type of its own, so the status tells more. */
	private static final String INVALID_REQUEST = "invalid_request_error";

	private static final Map<String, ErrorType> CODES = Map.ofEntries(
			// Comes as a rate limit without retry-after, but lasts until the next month.
			Map.entry("enforced_spend_limit_reached", ErrorType.QUOTA_EXHAUSTED),
			Map.entry("authentication_error", ErrorType.AUTHENTICATION),
			Map.entry("billing_error", ErrorType.QUOTA_EXHAUSTED),
			Map.entry("permission_error", ErrorType.PERMISSION_DENIED),
			Map.entry("not_found_error", ErrorType.NOT_FOUND),
			Map.entry("request_too_large", ErrorType.REQUEST_TOO_LARGE),
			Map.entry("rate_limit_error", ErrorType.RATE_LIMITED), Map.entry("api_error", ErrorType.SERVER_ERROR),
			Map.entry("timeout_error", ErrorType.TIMEOUT_FIRST_TOKEN),
			Map.entry("overloaded_error", ErrorType.OVERLOADED));

	private final JsonMapper json;

	private final RetryAfterParser retryAfter;

	private final Redaction redaction;

	AnthropicErrors(JsonMapper json, RetryAfterParser retryAfter, Redaction redaction) {
		this.json = json;
		this.retryAfter = retryAfter;
		this.redaction = redaction;
	}

	/**
	 * Turn an answer without a status of success into a failure.
	 * @param site who was asked
	 * @param answer the answer
	 * @param request what was asked
	 * @return the failure
	 */
	ProviderException refused(CallSite site, HttpAnswer answer, ChatRequest request) {
		return failure(site, WireError.read(answer.json(this.json)), answer, request);
	}

	/**
	 * Turn an error object that came with a status of success into a failure.
	 * @param site who was asked
	 * @param body the JSON that holds the error
	 * @param request what was asked
	 * @return the failure
	 */
	ProviderException inBand(CallSite site, JsonNode body, ChatRequest request) {
		return failure(site, WireError.read(body), new HttpAnswer(200, HttpHeaders.EMPTY, new byte[0]), request);
	}

	private ProviderException failure(CallSite site, WireError error, HttpAnswer answer, ChatRequest request) {
		String header = answer.requestId();
		ErrorType type = classify(error, answer.status());
		String requestId = this.redaction.word((header != null) ? header : error.requestId());
		Duration wait = this.retryAfter.parse(type, answer.headers(), null, error.message());
		ErrorDetails details = ErrorDetails.of(type)
			.answered(answer.status(), this.redaction.word(error.mostSpecific()), requestId, wait);
		return site.refusal(details, (error.message() != null) ? this.redaction.clean(error.message(), request) : null);
	}

	private static ErrorType classify(WireError error, int status) {
		ErrorType known = lookup(error.code());
		known = (known != null) ? known : lookup(error.type());
		if (known != null) {
			return known;
		}
		int effective = (status != 200) ? status : INVALID_REQUEST.equals(error.type()) ? 400 : 500;
		ErrorType byWords = (effective == 400) ? AnthropicErrorWords.classify(error.message()) : null;
		return (byWords != null) ? byWords : HttpAnswer.errorType(effective);
	}

	private static @Nullable ErrorType lookup(@Nullable String word) {
		return (word != null) ? CODES.get(word.toLowerCase(Locale.ROOT)) : null;
	}

}
