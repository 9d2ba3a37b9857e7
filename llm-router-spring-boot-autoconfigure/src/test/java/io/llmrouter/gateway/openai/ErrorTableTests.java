package io.llmrouter.gateway.openai;

import java.time.Duration;

import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ErrorTableTests {

	private static GatewayError error(ErrorType type, Integer status) {
		ErrorDetails details = ErrorDetails.of(type);
		return ErrorTable.of(new ProviderException("It failed",
				(status != null) ? details.answered(status, null, null, Duration.ofMillis(1500)) : details));
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "INVALID_REQUEST, -, 400, invalid_request_error, -",
			"INVALID_REQUEST, 422, 422, invalid_request_error, -",
			"UNSUPPORTED_FEATURE, 400, 400, invalid_request_error, unsupported_parameter",
			"CONTEXT_LENGTH_EXCEEDED, 400, 400, invalid_request_error, context_length_exceeded",
			"REQUEST_TOO_LARGE, 413, 413, invalid_request_error, request_too_large",
			"CONTENT_FILTER, 400, 400, invalid_request_error, content_filter",
			"NOT_FOUND, 404, 404, invalid_request_error, model_not_found",
			"RATE_LIMITED, 429, 429, requests, rate_limit_exceeded",
			"LOCAL_LIMIT, -, 429, requests, rate_limit_exceeded",
			"QUOTA_EXHAUSTED, 429, 429, insufficient_quota, insufficient_quota",
			"OTHER, 409, 409, invalid_request_error, -", "OTHER, -, 500, server_error, _OTHER",
			"OTHER, 418, 500, server_error, _OTHER", "AUTHENTICATION, 401, 502, server_error, authentication",
			"PERMISSION_DENIED, 403, 502, server_error, permission_denied",
			"SERVER_ERROR, 500, 500, server_error, server_error", "SERVER_ERROR, 520, 520, server_error, server_error",
			"SERVER_ERROR, 424, 500, server_error, server_error", "OVERLOADED, 503, 503, server_error, overloaded",
			"CIRCUIT_OPEN, -, 503, server_error, circuit_open", "NO_CANDIDATE, -, 503, server_error, no_candidate",
			"BUDGET_EXHAUSTED, -, 503, server_error, budget_exhausted",
			"TIMEOUT_FIRST_TOKEN, -, 504, server_error, timeout_first_token",
			"DEADLINE_EXCEEDED, -, 504, server_error, deadline_exceeded",
			"CONNECTION, -, 502, server_error, connection",
			"STREAM_INTERRUPTED, -, 502, server_error, stream_interrupted",
			"INVALID_RESPONSE, 200, 502, server_error, invalid_response" })
	void everyFailureHasItsError(ErrorType type, Integer told, int status, String kind, String code) {
		GatewayError error = error(type, told);
		assertThat(error.status()).isEqualTo(status);
		assertThat(error.type()).isEqualTo(kind);
		assertThat(error.code()).isEqualTo(code);
		assertThat(error.message()).isEqualTo("It failed");
	}

	@ParameterizedTest
	@EnumSource
	void everyTypeIsAnError(ErrorType type) {
		assertThat(error(type, null).status()).isBetween(400, 599);
	}

	@Test
	void waitIsTold() {
		assertThat(error(ErrorType.RATE_LIMITED, 429).retryAfter()).isEqualTo(Duration.ofMillis(1500));
	}

	@Test
	void hostOfTheProviderIsNotShown() {
		String message = "Provider 'swift' (model 'swift-1', host '10.0.0.7:8080') answered 500; try again";
		GatewayError error = ErrorTable.of(new ProviderException(message, ErrorDetails.of(ErrorType.SERVER_ERROR)));
		assertThat(error.message()).isEqualTo("Provider 'swift' answered 500; try again");
	}

	@Test
	void unknownFailureShowsNothing() {
		GatewayError error = ErrorTable.of(new IllegalStateException("secret"));
		assertThat(error.status()).isEqualTo(500);
		assertThat(error.message()).doesNotContain("secret");
	}

	@Test
	void errorIsWrittenAsOpenAiDoes() {
		JsonMapper json = JsonMapper.builder().build();
		GatewayError error = GatewayError.invalid(400, null, "model", "No");
		assertThat(json.readTree(new ErrorWriter(json).write(error))).isEqualTo(json.readTree("""
				{"error":{"message":"No","type":"invalid_request_error","param":"model","code":null}}"""));
	}

}
