package io.llmrouter.provider.ollama;

import java.time.Duration;
import java.util.Locale;

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
 * Error table of the protocol. An error is a text without a code, so that its words are
 * asked first, and then the HTTP status.
 */
final class OllamaErrors {

	private final JsonMapper json;

	private final RetryAfterParser retryAfter;

	private final Redaction redaction;

	OllamaErrors(JsonMapper json, RetryAfterParser retryAfter, Redaction redaction) {
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
		return failure(site, message(answer.json(this.json)), answer, request);
	}

	/**
	 * Turn an error that came with a status of success into a failure.
	 * @param site who was asked
	 * @param body the JSON that holds the error
	 * @param request what was asked
	 * @return the failure
	 */
	ProviderException inBand(CallSite site, JsonNode body, ChatRequest request) {
		return failure(site, message(body), new HttpAnswer(200, HttpHeaders.EMPTY, new byte[0]), request);
	}

	private ProviderException failure(CallSite site, @Nullable String message, HttpAnswer answer, ChatRequest request) {
		ErrorType type = classify((message != null) ? message.toLowerCase(Locale.ROOT) : "", answer.status());
		Duration wait = this.retryAfter.parse(type, answer.headers(), null, message);
		ErrorDetails details = ErrorDetails.of(type)
			.answered(answer.status(), null, this.redaction.word(answer.requestId()), wait);
		return site.refusal(details, (message != null) ? this.redaction.clean(message, request) : null);
	}

	private static ErrorType classify(String message, int status) {
		if (message.contains("maximum pending requests exceeded") || message.contains("server busy")) {
			return ErrorType.OVERLOADED;
		}
		if (message.contains("exceeds the context length") || message.contains("context length exceeded")
				|| message.contains("exceeds maximum context length")) {
			return ErrorType.CONTEXT_LENGTH_EXCEEDED;
		}
		if (status == 400 && (message.contains("does not support") || message.contains("is not supported")
				|| message.contains("invalid think value"))) {
			return ErrorType.UNSUPPORTED_FEATURE;
		}
		// Cloud models have windows of hours and weeks.
		if (status == 429 && message.contains("usage limit")) {
			return ErrorType.QUOTA_EXHAUSTED;
		}
		return HttpAnswer.errorType((status == 200) ? 500 : status);
	}

	private static @Nullable String message(JsonNode body) {
		JsonNode error = body.path("error");
		JsonNode message = error.isObject() ? error.path("message") : error;
		return message.isString() ? message.stringValue() : null;
	}

}
