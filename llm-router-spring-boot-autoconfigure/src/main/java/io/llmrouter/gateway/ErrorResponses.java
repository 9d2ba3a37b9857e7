package io.llmrouter.gateway;

import java.time.Duration;

import io.llmrouter.gateway.openai.ErrorTable;
import io.llmrouter.gateway.openai.ErrorWriter;
import io.llmrouter.gateway.openai.GatewayError;
import io.llmrouter.gateway.openai.GatewayException;
import io.llmrouter.provider.LlmRouterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;

/**
 * Responses to failures. Thread-safe.
 */
final class ErrorResponses {

	private static final Logger logger = LoggerFactory.getLogger(ErrorResponses.class);

	private static final String RETRY_AFTER_MILLIS = "retry-after-ms";

	private static final String SHOULD_RETRY = "x-should-retry";

	private final ErrorWriter errors;

	ErrorResponses(JsonMapper json) {
		this.errors = new ErrorWriter(json);
	}

	/**
	 * Create the response to a failure.
	 * @param failure the failure
	 * @param router how the router served the request, or {@code null} where it did not
	 * come to it
	 * @return the response
	 */
	JsonResponse of(Throwable failure, @Nullable RouterHeaders router) {
		GatewayError error = told(failure);
		return new JsonResponse(error.status(), this.errors.write(error), (headers) -> {
			addHeaders(headers, error);
			if (router != null) {
				router.write(headers,
						(failure instanceof LlmRouterException known) ? known.details().provider() : null);
			}
		});
	}

	/**
	 * Write a failure that ends a stream.
	 * @param failure the failure
	 * @return the JSON
	 */
	byte[] inStream(Throwable failure) {
		return this.errors.write(told(failure));
	}

	private static GatewayError told(Throwable failure) {
		if (!(failure instanceof GatewayException) && !(failure instanceof LlmRouterException)) {
			// Its message may hold content.
			logger.error("A request failed with {} at {}", failure.getClass().getName(), place(failure));
		}
		return ErrorTable.of(failure);
	}

	private static @Nullable StackTraceElement place(Throwable failure) {
		StackTraceElement[] trace = failure.getStackTrace();
		return (trace.length > 0) ? trace[0] : null;
	}

	private static void addHeaders(HttpHeaders headers, GatewayError error) {
		Duration wait = error.retryAfter();
		if (wait != null) {
			headers.set(HttpHeaders.RETRY_AFTER, Long.toString(wait.plusMillis(999).toSeconds()));
			headers.set(RETRY_AFTER_MILLIS, Long.toString(wait.toMillis()));
		}
		if (error.status() == 401) {
			headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
		}
		if ("insufficient_quota".equals(error.code())) {
			// The clients repeat every 429 otherwise.
			headers.set(SHOULD_RETRY, "false");
		}
		if (error.status() == 413 || error.status() == 408) {
			// What was not read of the body must not be read as the next request.
			headers.set(HttpHeaders.CONNECTION, "close");
		}
	}

}
