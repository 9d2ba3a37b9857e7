package io.llmrouter.sample;

import java.time.Duration;

import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Failed calls as problem details (RFC 9457) with the property {@code errorType}.
 */
@RestControllerAdvice
class ChatProblems {

	@ExceptionHandler
	ResponseEntity<ProblemDetail> failed(LlmRouterException failure) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status(failure.errorType()), failure.getMessage());
		problem.setProperty("errorType", failure.errorType().code());
		ResponseEntity.BodyBuilder answer = ResponseEntity.status(problem.getStatus());
		Duration retryAfter = failure.details().retryAfter();
		if (retryAfter != null) {
			answer.header(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfter.plusMillis(999).toSeconds()));
		}
		return answer.body(problem);
	}

	private static HttpStatus status(ErrorType type) {
		return switch (type) {
			case INVALID_REQUEST, UNSUPPORTED_FEATURE, CONTEXT_LENGTH_EXCEEDED, REQUEST_TOO_LARGE, CONTENT_FILTER,
					NO_CANDIDATE ->
				HttpStatus.BAD_REQUEST;
			case RATE_LIMITED -> HttpStatus.TOO_MANY_REQUESTS;
			case TIMEOUT_CONNECT, TIMEOUT_FIRST_TOKEN, TIMEOUT_IDLE, DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT;
			default -> HttpStatus.BAD_GATEWAY;
		};
	}

}
