package io.llmrouter.provider.openai;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

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
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

class OpenAiErrorsTests {

	private static final CallSite SITE = new CallSite("openai", "gpt-5-mini", "api.openai.com");

	private static final ChatRequest REQUEST = ChatRequest.user("the secret plan of the company");

	@ParameterizedTest
	@CsvFileSource(resources = "/openai/errors/table.csv")
	void everyRecordedErrorHasItsType(String body, int status, String type) {
		ProviderException failure = refused(status, Bodies.read("openai/errors/" + body), new HttpHeaders(), Map.of());
		assertThat(failure.errorType().code()).isEqualTo(type);
		assertThat(failure.details().status()).isEqualTo(status);
		assertThat(failure).hasMessageContaining("Provider 'openai' (model 'gpt-5-mini', host 'api.openai.com')")
			.hasMessageContaining(String.valueOf(status));
	}

	@Test
	void ownCodesOfAProviderComeFirst() {
		String body = Bodies.read("openai/errors/429-quota.body");
		ProviderException failure = refused(429, body, new HttpHeaders(),
				Map.of("insufficient_quota", ErrorType.RATE_LIMITED));
		assertThat(failure.errorType()).isEqualTo(ErrorType.RATE_LIMITED);
	}

	@Test
	void codeRequestIdAndWaitAreKept() {
		HttpHeaders headers = new HttpHeaders();
		headers.set("x-request-id", "req_1");
		headers.set("retry-after", "3");
		ProviderException failure = refused(429, Bodies.read("openai/errors/429-rate.body"), headers, Map.of());
		assertThat(failure.details().providerCode()).isEqualTo("rate_limit_exceeded");
		assertThat(failure.details().requestId()).isEqualTo("req_1");
		assertThat(failure.details().retryAfter()).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void requestIdOfTheBodyIsKeptWhereNoHeaderTells() {
		String body = "{\"request_id\":\"req-of-body\",\"error\":{\"message\":\"no\"}}";
		HttpHeaders headers = new HttpHeaders();
		assertThat(refused(500, body, headers, Map.of()).details().requestId()).isEqualTo("req-of-body");
		headers.set("x-request-id", "req-of-header");
		assertThat(refused(500, body, headers, Map.of()).details().requestId()).isEqualTo("req-of-header");
	}

	@Test
	void waitIsReadFromTheMessageWhereNoHeaderTells() {
		ProviderException failure = refused(429, Bodies.read("openai/errors/429-rate.body"), new HttpHeaders(),
				Map.of());
		assertThat(failure.details().retryAfter()).isEqualTo(Duration.ofMillis(1500));
	}

	@Test
	void waitIsReadFromTheHeadersInTheBodyOfOpenRouter() {
		ProviderException failure = refused(429, Bodies.read("openrouter/errors/429-upstream.body"), new HttpHeaders(),
				Map.of());
		assertThat(failure.details().retryAfter()).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void endOfTheWindowOfZhipuIsReadInTheTimeOfBeijing() {
		ProviderException failure = refused(429, Bodies.read("zhipu/errors/429-1308.body"), new HttpHeaders(),
				Map.of("1308", ErrorType.QUOTA_EXHAUSTED));
		assertThat(failure.details().retryAfter()).isEqualTo(Duration.ofHours(4));
	}

	@Test
	void resetOfALimitIsReadOfARateLimitOnly() {
		HttpHeaders headers = new HttpHeaders();
		headers.set("x-ratelimit-reset-tokens", "6m0s");
		assertThat(refused(429, "{}", headers, Map.of()).details().retryAfter()).isEqualTo(Duration.ofMinutes(6));
		assertThat(refused(500, "{}", headers, Map.of()).details().retryAfter()).isNull();
		assertThat(refused(429, Bodies.read("openai/errors/429-quota.body"), headers, Map.of()).details().retryAfter())
			.isNull();
	}

	@Test
	void keyAndPromptDoNotReachTheMessage() {
		String body = "{\"error\":{\"message\":\"Key sk-canary-1234567890 refused: the secret plan of the company\"}}";
		assertThat(refused(401, body, new HttpHeaders(), Map.of())).message()
			.contains("Key [key] refused: […]")
			.doesNotContain("canary", "secret plan");
	}

	@ParameterizedTest
	@ValueSource(strings = { "the secret plan of the company", "a b", "<script>", "x\\ny" })
	void codeThatIsNoWordIsDropped(String code) {
		ProviderException failure = refused(400, "{\"error\":{\"code\":\"" + code + "\"}}", new HttpHeaders(),
				Map.of());
		assertThat(failure.details().providerCode()).isNull();
		assertThat(failure).message().doesNotContain(code);
	}

	@Test
	void numericCodeWithinAStreamIsReadAsAStatus() {
		String body = "{\"error\":{\"code\":502,\"message\":\"Provider returned error\"}}";
		ProviderException failure = errors(Map.of()).inBand(SITE, JsonMapper.shared().readTree(body), REQUEST);
		assertThat(failure.errorType()).isEqualTo(ErrorType.SERVER_ERROR);
		assertThat(failure.details().providerCode()).isEqualTo("502");
	}

	private static ProviderException refused(int status, String body, HttpHeaders headers,
			Map<String, ErrorType> ownCodes) {
		HttpAnswer answer = new HttpAnswer(status, headers, body.getBytes(StandardCharsets.UTF_8));
		return errors(ownCodes).refused(SITE, answer, REQUEST);
	}

	private static OpenAiErrors errors(Map<String, ErrorType> ownCodes) {
		return new OpenAiErrors(OpenAiQuirks.compatible().withErrorCodes(ownCodes), JsonMapper.shared(),
				new RetryAfterParser(InstantSource.fixed(Instant.parse("2026-11-23T10:00:00Z"))),
				new Redaction(List.of("other-key")));
	}

}
