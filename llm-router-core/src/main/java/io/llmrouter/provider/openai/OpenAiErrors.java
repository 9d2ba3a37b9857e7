package io.llmrouter.provider.openai;

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
 * Error table of the protocol. Asks the provider's own codes first, then the error's
 * code, its type, the words of its message, and last the HTTP status.
 */
final class OpenAiErrors {

	private static final Map<String, ErrorType> CODES = Map.ofEntries(
			Map.entry("context_length_exceeded", ErrorType.CONTEXT_LENGTH_EXCEEDED),
			Map.entry("content_filter", ErrorType.CONTENT_FILTER),
			Map.entry("content_policy_violation", ErrorType.CONTENT_FILTER),
			Map.entry("responsibleaipolicyviolation", ErrorType.CONTENT_FILTER),
			Map.entry("invalid_api_key", ErrorType.AUTHENTICATION),
			Map.entry("authentication_error", ErrorType.AUTHENTICATION),
			Map.entry("unsupported_country_region_territory", ErrorType.PERMISSION_DENIED),
			Map.entry("permission_error", ErrorType.PERMISSION_DENIED),
			Map.entry("model_not_found", ErrorType.NOT_FOUND), Map.entry("deploymentnotfound", ErrorType.NOT_FOUND),
			Map.entry("rate_limit_exceeded", ErrorType.RATE_LIMITED), Map.entry("slow_down", ErrorType.RATE_LIMITED),
			Map.entry("rate_limit_error", ErrorType.RATE_LIMITED),
			Map.entry("insufficient_quota", ErrorType.QUOTA_EXHAUSTED),
			Map.entry("credit_balance_exhausted", ErrorType.QUOTA_EXHAUSTED),
			Map.entry("organization_spend_limit_exceeded", ErrorType.QUOTA_EXHAUSTED),
			Map.entry("project_spend_limit_exceeded", ErrorType.QUOTA_EXHAUSTED),
			Map.entry("organization_usage_limit_exceeded", ErrorType.QUOTA_EXHAUSTED),
			Map.entry("billing_hard_limit_reached", ErrorType.QUOTA_EXHAUSTED),
			Map.entry("billing_not_active", ErrorType.QUOTA_EXHAUSTED),
			Map.entry("server_is_overloaded", ErrorType.OVERLOADED),
			Map.entry("service_unavailable_error", ErrorType.OVERLOADED),
			Map.entry("overloaded_error", ErrorType.OVERLOADED), Map.entry("capacity_exceeded", ErrorType.OVERLOADED),
			Map.entry("engine_overloaded_error", ErrorType.OVERLOADED),
			Map.entry("exceeded_current_quota_error", ErrorType.QUOTA_EXHAUSTED),
			Map.entry("exceed_context_size_error", ErrorType.CONTEXT_LENGTH_EXCEEDED),
			Map.entry("string_above_max_length", ErrorType.REQUEST_TOO_LARGE),
			Map.entry("invalid_prompt", ErrorType.CONTENT_FILTER), Map.entry("server_error", ErrorType.SERVER_ERROR),
			Map.entry("internal_error", ErrorType.SERVER_ERROR),
			Map.entry("unsupported_parameter", ErrorType.UNSUPPORTED_FEATURE),
			Map.entry("unsupported_value", ErrorType.UNSUPPORTED_FEATURE));

	private final OpenAiQuirks quirks;

	private final JsonMapper json;

	private final RetryAfterParser retryAfter;

	private final Redaction redaction;

	OpenAiErrors(OpenAiQuirks quirks, JsonMapper json, RetryAfterParser retryAfter, Redaction redaction) {
		this.quirks = quirks;
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

	/**
	 * Check that a choice does not end in a failure. OpenRouter tells of it in the
	 * choice.
	 * @param site who answered
	 * @param choice the choice
	 * @param request what was asked
	 * @throws ProviderException when it does
	 */
	void checkFinish(CallSite site, WireAnswer.Choice choice, ChatRequest request) {
		ErrorType failure = OpenAiFinish.failure(choice.rawFinish());
		JsonNode error = choice.error();
		if (failure != null && error != null) {
			throw inBand(site, error, request);
		}
		if (failure != null) {
			throw site.failure(failure, "ended its answer with finish reason '" + choice.rawFinish()
					+ "'; try again or ask another provider");
		}
	}

	private ProviderException failure(CallSite site, WireError error, HttpAnswer answer, ChatRequest request) {
		ErrorType type = classify(error, answer.status());
		Duration wait = this.retryAfter.parse(type, answer.headers(), error.retryAfter(), error.message());
		ErrorDetails details = ErrorDetails.of(type)
			.answered(answer.status(), this.redaction.word(error.code()), this.redaction.word(requestId(answer, error)),
					wait);
		return site.refusal(details, (error.message() != null) ? this.redaction.clean(error.message(), request) : null);
	}

	private static @Nullable String requestId(HttpAnswer answer, WireError error) {
		String header = answer.requestId();
		return (header != null) ? header : error.requestId();
	}

	private ErrorType classify(WireError error, int status) {
		ErrorType own = own(error, status);
		if (own != null) {
			return own;
		}
		ErrorType known = lookup(CODES, error);
		if (known != null && known != ErrorType.RATE_LIMITED) {
			return known;
		}
		ErrorType byWords = OpenAiErrorWords.classify(error, status);
		if (byWords != null) {
			return byWords;
		}
		return (known != null) ? known : HttpAnswer.errorType((status == 200) ? error.statusOr(500) : status);
	}

	private @Nullable ErrorType own(WireError error, int status) {
		ErrorType byCode = lookup(this.quirks.errorCodes(), error);
		ErrorType byWords = (byCode != null) ? byCode : OpenAiErrorWords.lookup(this.quirks.errorWords(), error);
		return (byWords != null) ? byWords : this.quirks.errorCodes().get(String.valueOf(status));
	}

	private static @Nullable ErrorType lookup(Map<String, ErrorType> codes, WireError error) {
		for (String word : error.words()) {
			ErrorType type = codes.get(word.toLowerCase(Locale.ROOT));
			if (type != null) {
				return type;
			}
		}
		return null;
	}

}
