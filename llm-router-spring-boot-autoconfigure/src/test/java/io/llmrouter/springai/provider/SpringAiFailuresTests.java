package io.llmrouter.springai.provider;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.CallSite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.retry.NonTransientAiException;
import org.springframework.ai.retry.RetryUtils;
import org.springframework.ai.retry.TransientAiException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

class SpringAiFailuresTests {

	private static final String WORDS = "confidential: the merger takes place on Monday";

	private static final CallSite SITE = new CallSite("house", "m", "spring-ai:houseModel");

	private final SpringAiFailures failures = new SpringAiFailures(InstantSource.fixed(Instant.EPOCH));

	private ProviderException of(Throwable failure) {
		ProviderException mapped = this.failures.of(failure, SITE);
		assertThat(mapped).hasMessageNotContaining("merger").hasNoCause();
		assertThat(mapped.details().provider()).isEqualTo("house");
		assertThat(mapped.details().model()).isEqualTo("m");
		return mapped;
	}

	@ParameterizedTest
	@CsvSource({ "400, INVALID_REQUEST", "401, AUTHENTICATION", "404, NOT_FOUND", "429, RATE_LIMITED",
			"500, SERVER_ERROR", "503, OVERLOADED" })
	void statusOfAProvidersOwnClientDecides(int status, ErrorType type) {
		ProviderException mapped = of(new RuntimeException(new VendorException(status)));
		assertThat(mapped.errorType()).isEqualTo(type);
		assertThat(mapped.details().status()).isEqualTo(status);
		assertThat(mapped).hasMessageContaining(VendorException.class.getName() + " (status " + status + ")");
	}

	@Test
	void answersOfSpringsClientsTellStatusAndWait() {
		HttpHeaders headers = new HttpHeaders();
		headers.set("retry-after", "3");
		byte[] body = WORDS.getBytes(StandardCharsets.UTF_8);
		assertThat(of(new HttpClientErrorException(HttpStatus.TOO_MANY_REQUESTS, "Too many", headers, body, null))
			.details()).isEqualTo(told(ErrorType.RATE_LIMITED, 429, Duration.ofSeconds(3)));
		assertThat(of(new WebClientResponseException(503, "Busy", headers, body, null)).details())
			.isEqualTo(told(ErrorType.OVERLOADED, 503, Duration.ofSeconds(3)));
	}

	private static ErrorDetails told(ErrorType type, int status, Duration wait) {
		return ErrorDetails.of(type).at("house", "m").answered(status, null, null, wait);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			400 | {"code": "context_length_exceeded"}      | CONTEXT_LENGTH_EXCEEDED
			400 | Prompt is too long: 9 tokens             | CONTEXT_LENGTH_EXCEEDED
			400 | {"code": "content_filter"}               | CONTENT_FILTER
			429 | {"code": "insufficient_quota"}           | QUOTA_EXHAUSTED
			401 | {"code": "insufficient_quota"}           | AUTHENTICATION
			""")
	void wordsDecideWhatTheStatusDoesNotTell(int status, String body, ErrorType type) {
		assertThat(of(new HttpClientErrorException(HttpStatus.valueOf(status), "No", null,
				body.getBytes(StandardCharsets.UTF_8), null))
			.errorType()).isEqualTo(type);
	}

	@ParameterizedTest
	@CsvSource({ "429, RATE_LIMITED", "404, NOT_FOUND", "500, SERVER_ERROR", "529, OVERLOADED" })
	void errorHandlerOfSpringAiIsUnderstood(int status, ErrorType type) {
		MockClientHttpResponse response = new MockClientHttpResponse(WORDS.getBytes(StandardCharsets.UTF_8), status);
		Throwable failure = catchThrowable(() -> RetryUtils.DEFAULT_RESPONSE_ERROR_HANDLER
			.handleError(URI.create("http://localhost"), HttpMethod.POST, response));
		assertThat(failure).isInstanceOfAny(TransientAiException.class, NonTransientAiException.class);
		assertThat(of(failure).errorType()).isEqualTo(type);
		assertThat(of(failure).details().status()).isEqualTo(status);
	}

	@Test
	void exceptionsOfSpringAiWithoutAStatusAreToldByTheirClass() {
		assertThat(of(new TransientAiException(WORDS)).errorType()).isEqualTo(ErrorType.SERVER_ERROR);
		assertThat(of(new NonTransientAiException(WORDS)).errorType()).isEqualTo(ErrorType.INVALID_REQUEST);
	}

	static Stream<Arguments> others() {
		return Stream.of(Arguments.of(new IOException(WORDS), ErrorType.CONNECTION),
				Arguments.of(new ResourceAccessException(WORDS, new SocketTimeoutException(WORDS)),
						ErrorType.TIMEOUT_FIRST_TOKEN),
				Arguments.of(new InterruptedIOException(WORDS), ErrorType.CONNECTION),
				Arguments.of(new RejectedExecutionException(WORDS), ErrorType.LOCAL_LIMIT),
				Arguments.of(new UnsupportedOperationException(WORDS), ErrorType.UNSUPPORTED_FEATURE),
				Arguments.of(new IllegalStateException(new InterruptedException(WORDS)), ErrorType.CANCELLED),
				Arguments.of(new IllegalArgumentException(WORDS), ErrorType.OTHER));
	}

	@ParameterizedTest
	@MethodSource("others")
	void otherExceptionsAreToldByTheirClass(Throwable failure, ErrorType type) {
		assertThat(of(failure).errorType()).isEqualTo(type);
	}

	@Test
	void failureOfAnotherRouterKeepsItsReason() {
		ErrorDetails inner = ErrorDetails.of(ErrorType.QUOTA_EXHAUSTED).at("inner", "x");
		ProviderException mapped = of(new IllegalStateException(new ProviderException("No money", inner)));
		assertThat(mapped.errorType()).isEqualTo(ErrorType.QUOTA_EXHAUSTED);
	}

	/**
	 * Exception in the style of the clients of OpenAI and Anthropic.
	 */
	public static final class VendorException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final int status;

		VendorException(int status) {
			super(status + ": " + WORDS);
			this.status = status;
		}

		public int statusCode() {
			return this.status;
		}

	}

}
