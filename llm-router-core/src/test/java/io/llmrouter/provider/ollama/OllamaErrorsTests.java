package io.llmrouter.provider.ollama;

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
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

class OllamaErrorsTests {

	private static final CallSite SITE = new CallSite("ollama", "llama3.2", "localhost:11434");

	private static final ChatRequest REQUEST = ChatRequest.user("the secret plan of the company");

	private final OllamaErrors errors = new OllamaErrors(JsonMapper.shared(),
			new RetryAfterParser(InstantSource.system()), new Redaction(List.of("other-key")));

	@ParameterizedTest
	@CsvFileSource(resources = "/ollama/errors/table.csv")
	void everyRecordedErrorHasItsType(String body, int status, String type) {
		ProviderException failure = refused(status, Bodies.read("ollama/errors/" + body), new HttpHeaders());
		assertThat(failure.errorType().code()).isEqualTo(type);
		assertThat(failure.details().status()).isEqualTo(status);
		assertThat(failure).hasMessageContaining("Provider 'ollama' (model 'llama3.2', host 'localhost:11434')")
			.hasMessageContaining(String.valueOf(status));
	}

	@ParameterizedTest
	@CsvFileSource(resources = "/ollama/errors/in-band.csv")
	void everyErrorWithinAStreamHasItsType(String body, String type) {
		ProviderException failure = this.errors.inBand(SITE,
				JsonMapper.shared().readTree(Bodies.read("ollama/errors/" + body)), REQUEST);
		assertThat(failure.errorType().code()).isEqualTo(type);
	}

	@Test
	void requestIdAndWaitAreKept() {
		HttpHeaders headers = new HttpHeaders();
		headers.set("x-request-id", "req_1");
		headers.set("retry-after", "3");
		ProviderException failure = refused(429, "{}", headers);
		assertThat(failure.details().requestId()).isEqualTo("req_1");
		assertThat(failure.details().retryAfter()).isEqualTo(Duration.ofSeconds(3));
		assertThat(failure.errorType()).isEqualTo(ErrorType.RATE_LIMITED);
	}

	@Test
	void keyAndPromptDoNotReachTheMessage() {
		String body = "{\"error\":\"Key sk-canary-1234567890 refused: the secret plan of the company\"}";
		assertThat(refused(401, body, new HttpHeaders())).message()
			.contains("Key [key] refused: […]")
			.doesNotContain("canary", "secret plan");
	}

	private ProviderException refused(int status, String body, HttpHeaders headers) {
		HttpAnswer answer = new HttpAnswer(status, headers, body.getBytes(StandardCharsets.UTF_8));
		return this.errors.refused(SITE, answer, REQUEST);
	}

}
