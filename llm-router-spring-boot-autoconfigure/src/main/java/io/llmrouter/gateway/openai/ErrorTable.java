package io.llmrouter.gateway.openai;

import java.util.regex.Pattern;

import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import org.jspecify.annotations.Nullable;

/**
 * Table from failures to OpenAI's errors. What is the caller's fault is a 4xx; what is
 * that of a provider, of its key or of the router is a 5xx, but for limits, which waiting
 * helps. Only messages of the router are shown, and no host within them.
 *
 * @since 0.1.0
 */
public final class ErrorTable {

	private static final String SERVER_ERROR = "server_error";

	private static final Pattern SITE = Pattern.compile(" \\((model '[^']*', )?host '[^']*'\\)");

	private static final GatewayError UNKNOWN = new GatewayError(500, SERVER_ERROR, null, null,
			"The server had an error while processing your request. Sorry about that!", null);

	private ErrorTable() {
	}

	/**
	 * Return the error of a failure.
	 * @param failure the failure
	 * @return the error
	 */
	public static GatewayError of(Throwable failure) {
		if (failure instanceof GatewayException refused) {
			return refused.error();
		}
		return (failure instanceof LlmRouterException known) ? of(known) : UNKNOWN;
	}

	private static GatewayError of(LlmRouterException failure) {
		ErrorDetails details = failure.details();
		String message = SITE.matcher(String.valueOf(failure.getMessage())).replaceAll("");
		return switch (details.type()) {
			case INVALID_REQUEST -> invalid(refusedWith(details, 400), null, message);
			case UNSUPPORTED_FEATURE -> invalid(400, "unsupported_parameter", message);
			case CONTEXT_LENGTH_EXCEEDED ->
				new GatewayError(400, GatewayError.INVALID_REQUEST, details.type().code(), "messages", message, null);
			case REQUEST_TOO_LARGE -> invalid(413, details.type().code(), message);
			case CONTENT_FILTER -> invalid(400, details.type().code(), message);
			case NOT_FOUND -> invalid(404, "model_not_found", message);
			case RATE_LIMITED -> limited("requests", "rate_limit_exceeded", details, message);
			case LOCAL_LIMIT -> limited("requests", "rate_limit_exceeded", details, message);
			case QUOTA_EXHAUSTED -> limited("insufficient_quota", "insufficient_quota", details, message);
			case OTHER -> other(details, message);
			default -> failed(details, message);
		};
	}

	private static GatewayError other(ErrorDetails details, String message) {
		int status = refusedWith(details, 500);
		return (status < 500) ? invalid(status, null, message) : failed(details, message);
	}

	private static GatewayError failed(ErrorDetails details, String message) {
		ErrorType type = details.type();
		return new GatewayError(statusOf(details), SERVER_ERROR, type.code(), null, message, details.retryAfter());
	}

	private static int statusOf(ErrorDetails details) {
		return switch (details.type()) {
			case SERVER_ERROR, OTHER -> failedWith(details.status());
			case OVERLOADED, CIRCUIT_OPEN, NO_CANDIDATE, BUDGET_EXHAUSTED -> 503;
			case TIMEOUT_CONNECT, TIMEOUT_FIRST_TOKEN, TIMEOUT_IDLE, DEADLINE_EXCEEDED -> 504;
			default -> 502;
		};
	}

	private static int failedWith(@Nullable Integer status) {
		return (status != null && status >= 500 && status < 600) ? status : 500;
	}

	/**
	 * Return the status with which the provider itself refused a request.
	 * @param details what is known of the failure
	 * @param otherwise the status where it did not
	 * @return the status
	 */
	private static int refusedWith(ErrorDetails details, int otherwise) {
		Integer status = details.status();
		return (status != null && (status == 400 || status == 409 || status == 422)) ? status : otherwise;
	}

	private static GatewayError limited(String type, String code, ErrorDetails details, String message) {
		return new GatewayError(429, type, code, null, message, details.retryAfter());
	}

	private static GatewayError invalid(int status, @Nullable String code, String message) {
		return GatewayError.invalid(status, code, null, message);
	}

}
