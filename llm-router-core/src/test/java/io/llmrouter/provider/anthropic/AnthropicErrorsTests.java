package io.llmrouter.provider.anthropic;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.HttpAnswer;
import io.llmrouter.provider.http.Redaction;
import io.llmrouter.provider.http.RetryAfterParser;
import io.llmrouter.testing.Bodies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

class AnthropicErrorsTests {

	private static final CallSite SITE = new CallSite("anthropic", "claude-sonnet-4-6", "api.anthropic.com");

	private static final ChatRequest REQUEST = ChatRequest.user("the secret plan of the company");

	private final AnthropicErrors errors = new AnthropicErrors(JsonMapper.shared(),
			new RetryAfterParser(InstantSource.system()), new Redaction(List.of("other-key")));

	@ParameterizedTest
	@CsvFileSource(resources = "/anthropic/errors/table.csv")
	void everyRecordedErrorHasItsType(String body, int status, String type) {
		ProviderException failure = refused(status, Bodies.read("anthropic/errors/" + body), new HttpHeaders());
		assertThat(failure.errorType().code()).isEqualTo(type);
		assertThat(failure.details().status()).isEqualTo(status);
		assertThat(failure)
			.hasMessageContaining("Provider 'anthropic' (model 'claude-sonnet-4-6', host 'api.anthropic.com')")
			.hasMessageContaining(String.valueOf(status));
	}

	@Test
	void codeRequestIdAndWaitAreKept() {
		HttpHeaders headers = new HttpHeaders();
		headers.set("request-id", "req_1");
		headers.set("retry-after", "3");
		ProviderException failure = refused(429, Bodies.read("anthropic/errors/429-rate.body"), headers);
		assertThat(failure.details().providerCode()).isEqualTo("rate_limit_error");
		assertThat(failure.details().requestId()).isEqualTo("req_1");
		assertThat(failure.details().retryAfter()).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void codeOfTheDetailsIsTheMostSpecific() {
		ProviderException failure = refused(429, Bodies.read("anthropic/errors/429-spend-limit.body"),
				new HttpHeaders());
		assertThat(failure.details().providerCode()).isEqualTo("enforced_spend_limit_reached");
		assertThat(failure.details().retryAfter()).isNull();
	}

	@Test
	void requestIdIsReadFromTheBodyWhereNoHeaderTells() {
		ProviderException failure = refused(529, Bodies.read("anthropic/errors/529-overloaded.body"),
				new HttpHeaders());
		assertThat(failure.details().requestId()).isEqualTo("req_011CSHoEeqs5C35K2UUqR7Fy");
	}

	@ParameterizedTest
	@CsvSource({ "overloaded_error,OVERLOADED", "api_error,SERVER_ERROR", "rate_limit_error,RATE_LIMITED",
			"invalid_request_error,INVALID_REQUEST", "new_error,SERVER_ERROR" })
	void errorWithinAStreamHasItsType(String word, ErrorType type) {
		String body = "{\"type\":\"error\",\"error\":{\"type\":\"" + word + "\",\"message\":\"x\"}}";
		assertThat(this.errors.inBand(SITE, JsonMapper.shared().readTree(body), REQUEST).errorType()).isEqualTo(type);
	}

	@Test
	void wordsOfARateLimitDoNotMatter() {
		String body = Bodies.read("anthropic/errors/429-rate.body").replace("50 requests", "context window");
		assertThat(refused(429, body, new HttpHeaders()).errorType()).isEqualTo(ErrorType.RATE_LIMITED);
	}

	@Test
	void keyAndPromptDoNotReachTheMessage() {
		String body = "{\"error\":{\"message\":\"Key sk-ant-canary-1234567 refused: the secret plan of the company\"}}";
		assertThat(refused(401, body, new HttpHeaders())).message()
			.contains("Key [key] refused: […]")
			.doesNotContain("canary", "secret plan");
	}

	@ParameterizedTest
	@ValueSource(strings = { "the secret plan of the company", "a b", "<script>", "x\\ny" })
	void typeThatIsNoWordIsDropped(String type) {
		ProviderException failure = refused(400, "{\"error\":{\"type\":\"" + type + "\"}}", new HttpHeaders());
		assertThat(failure.details().providerCode()).isNull();
		assertThat(failure).message().doesNotContain(type);
	}

	private ProviderException refused(int status, String body, HttpHeaders headers) {
		return this.errors.refused(SITE, new HttpAnswer(status, headers, body.getBytes(StandardCharsets.UTF_8)),
				REQUEST);
	}

}
