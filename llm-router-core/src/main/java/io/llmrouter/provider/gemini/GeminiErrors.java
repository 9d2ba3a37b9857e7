package io.llmrouter.provider.gemini;

import java.time.Duration;
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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

import org.springframework.http.HttpHeaders;

/**
 * Error table of the protocol. Asks the reason of the error's details first, then the
 * words of its message, its status in words, and last the HTTP status.
 */
final class GeminiErrors {

	private static final Map<String, ErrorType> REASONS = Map.ofEntries(
			Map.entry("API_KEY_INVALID", ErrorType.AUTHENTICATION),
			Map.entry("API_KEY_EXPIRED", ErrorType.AUTHENTICATION),
			Map.entry("CREDENTIALS_MISSING", ErrorType.AUTHENTICATION),
			Map.entry("ACCESS_TOKEN_EXPIRED", ErrorType.AUTHENTICATION),
			Map.entry("ACCESS_TOKEN_TYPE_UNSUPPORTED", ErrorType.AUTHENTICATION),
			Map.entry("API_KEY_SERVICE_BLOCKED", ErrorType.PERMISSION_DENIED),
			Map.entry("API_KEY_HTTP_REFERRER_BLOCKED", ErrorType.PERMISSION_DENIED),
			Map.entry("API_KEY_IP_ADDRESS_BLOCKED", ErrorType.PERMISSION_DENIED),
			Map.entry("SERVICE_DISABLED", ErrorType.PERMISSION_DENIED),
			Map.entry("CONSUMER_SUSPENDED", ErrorType.PERMISSION_DENIED),
			Map.entry("CONSUMER_INVALID", ErrorType.PERMISSION_DENIED),
			Map.entry("BILLING_DISABLED", ErrorType.QUOTA_EXHAUSTED),
			Map.entry("MODEL_CAPACITY_EXHAUSTED", ErrorType.OVERLOADED));

	private static final Map<String, ErrorType> STATUSES = Map.ofEntries(
			Map.entry("INVALID_ARGUMENT", ErrorType.INVALID_REQUEST),
			Map.entry("OUT_OF_RANGE", ErrorType.INVALID_REQUEST),
			Map.entry("FAILED_PRECONDITION", ErrorType.PERMISSION_DENIED),
			Map.entry("UNAUTHENTICATED", ErrorType.AUTHENTICATION),
			Map.entry("PERMISSION_DENIED", ErrorType.PERMISSION_DENIED), Map.entry("NOT_FOUND", ErrorType.NOT_FOUND),
			Map.entry("UNIMPLEMENTED", ErrorType.UNSUPPORTED_FEATURE), Map.entry("CANCELLED", ErrorType.CONNECTION),
			Map.entry("INTERNAL", ErrorType.SERVER_ERROR), Map.entry("UNKNOWN", ErrorType.SERVER_ERROR),
			Map.entry("DATA_LOSS", ErrorType.SERVER_ERROR), Map.entry("UNAVAILABLE", ErrorType.OVERLOADED),
			Map.entry("DEADLINE_EXCEEDED", ErrorType.TIMEOUT_FIRST_TOKEN));

	private final JsonMapper json;

	private final RetryAfterParser retryAfter;

	private final Redaction redaction;

	GeminiErrors(JsonMapper json, RetryAfterParser retryAfter, Redaction redaction) {
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
		return failure(site, WireError.read(parsed(answer)), answer.status(), answer.headers(), request);
	}

	/**
	 * Turn an error object that came with a status of success into a failure.
	 * @param site who was asked
	 * @param body the JSON that holds the error
	 * @param request what was asked
	 * @return the failure
	 */
	ProviderException inBand(CallSite site, JsonNode body, ChatRequest request) {
		return failure(site, WireError.read(body), 200, HttpHeaders.EMPTY, request);
	}

	/**
	 * Turn the block of a prompt, which comes with a status of success and without an
	 * answer, into a failure.
	 * @param site who was asked
	 * @param blockReason why it was blocked, or {@code null} where that is no word
	 * @return the failure
	 */
	ProviderException blocked(CallSite site, @Nullable String blockReason) {
		String reason = this.redaction.word(blockReason);
		ErrorDetails details = ErrorDetails.of(ErrorType.CONTENT_FILTER).answered(200, reason, null, null);
		String why = (reason != null) ? " (" + reason + ")" : "";
		return site.failure(details, "blocked the prompt" + why + "; " + advice(ErrorType.CONTENT_FILTER), null);
	}

	private ProviderException failure(CallSite site, WireError error, int status, HttpHeaders headers,
			ChatRequest request) {
		ErrorType type = classify(error, status);
		String known = this.redaction.word(error.code());
		ErrorDetails details = ErrorDetails.of(type).answered(status, known, null, wait(type, error, headers));
		String code = (known != null) ? " " + known : "";
		String said = (error.message() != null) ? ": " + this.redaction.clean(error.message(), request) : "";
		return site.failure(details, "answered " + status + code + said + "; " + advice(type), null);
	}

	private static ErrorType classify(WireError error, int status) {
		ErrorType byReason = (error.reason() != null) ? REASONS.get(error.reason()) : null;
		if (byReason != null) {
			return byReason;
		}
		int told = (status == 200) ? inBandStatus(error) : status;
		ErrorType byWords = GeminiErrorWords.classify(error, told);
		if (byWords != null) {
			return byWords;
		}
		if ("RESOURCE_EXHAUSTED".equals(error.status()) || told == 429) {
			return (error.daily() || told == 402) ? ErrorType.QUOTA_EXHAUSTED : ErrorType.RATE_LIMITED;
		}
		ErrorType byStatus = (error.status() != null) ? STATUSES.get(error.status()) : null;
		return (byStatus != null) ? byStatus : ofStatus(told);
	}

	private static int inBandStatus(WireError error) {
		return (error.httpStatus() != null) ? error.httpStatus() : 500;
	}

	private static ErrorType ofStatus(int status) {
		return switch (status) {
			case 400, 422 -> ErrorType.INVALID_REQUEST;
			case 401 -> ErrorType.AUTHENTICATION;
			case 402 -> ErrorType.QUOTA_EXHAUSTED;
			case 403 -> ErrorType.PERMISSION_DENIED;
			case 404 -> ErrorType.NOT_FOUND;
			case 408, 504 -> ErrorType.TIMEOUT_FIRST_TOKEN;
			case 413 -> ErrorType.REQUEST_TOO_LARGE;
			case 499 -> ErrorType.CONNECTION;
			case 503, 529 -> ErrorType.OVERLOADED;
			default -> (status >= 500) ? ErrorType.SERVER_ERROR : ErrorType.OTHER;
		};
	}

	/**
	 * A used up quota of a day comes with the wait of the minute's, after which the next
	 * request would fail in the same way.
	 * @param type the type of the failure
	 * @param error the error
	 * @param headers the headers
	 * @return the wait, or {@code null}
	 */
	private @Nullable Duration wait(ErrorType type, WireError error, HttpHeaders headers) {
		boolean quota = type == ErrorType.QUOTA_EXHAUSTED;
		return this.retryAfter.parse(type, headers, quota ? null : error.retryDelay(), quota ? null : error.message());
	}

	private static String advice(ErrorType type) {
		return switch (type) {
			case AUTHENTICATION -> "check the API key";
			case PERMISSION_DENIED -> "check what the key may use, its billing and the region";
			case NOT_FOUND -> "check the model name and the base URL";
			case QUOTA_EXHAUSTED -> "top up the account or raise its limit";
			case RATE_LIMITED -> "send less at a time, or wait";
			case CONTEXT_LENGTH_EXCEEDED, REQUEST_TOO_LARGE -> "shorten the request";
			case CONTENT_FILTER -> "change the prompt";
			case INVALID_REQUEST, UNSUPPORTED_FEATURE -> "change the request";
			default -> "try again or ask another provider";
		};
	}

	private JsonNode parsed(HttpAnswer answer) {
		try {
			return this.json.readTree(answer.body());
		}
		catch (JacksonException ex) {
			// The status tells enough; a page of a proxy is no message to pass on.
			return MissingNode.getInstance();
		}
	}

}
