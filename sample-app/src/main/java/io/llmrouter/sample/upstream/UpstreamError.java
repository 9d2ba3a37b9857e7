package io.llmrouter.sample.upstream;

import org.jspecify.annotations.Nullable;

/**
 * Failure as the OpenAI wire tells it.
 *
 * @param status the HTTP status
 * @param type the class of failures
 * @param code the failure, or {@code null}
 * @param message the text for people
 */
record UpstreamError(int status, String type, @Nullable String code, String message) {

	static final UpstreamError RATE_LIMITED = new UpstreamError(429, "requests", "rate_limit_exceeded",
			"Rate limit reached for requests. Please try again later.");

	static final UpstreamError OVERLOADED = new UpstreamError(503, "service_unavailable_error", "server_is_overloaded",
			"The server is overloaded. Please try again later.");

	static final UpstreamError TOO_LARGE = new UpstreamError(413, "invalid_request_error", "request_too_large",
			"The request is larger than 1 MiB.");

	static final UpstreamError TOO_SLOW = new UpstreamError(408, "invalid_request_error", "request_timeout",
			"The request did not arrive in time.");

	static final UpstreamError NO_SUCH_CHARACTER = new UpstreamError(404, "invalid_request_error", "not_found",
			"No simulated provider has this name.");

	static UpstreamError invalidRequest(String message) {
		return new UpstreamError(400, "invalid_request_error", null, message);
	}

	RequestRejectedException rejection() {
		return new RequestRejectedException(this);
	}

	/**
	 * Request that is answered by an error.
	 */
	static final class RequestRejectedException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final transient UpstreamError error;

		private RequestRejectedException(UpstreamError error) {
			super(error.message(), null, false, false);
			this.error = error;
		}

		UpstreamError error() {
			return this.error;
		}

	}

}
