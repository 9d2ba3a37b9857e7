package io.llmrouter.provider.gemini;

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

class GeminiErrorsTests {

	private static final CallSite SITE = new CallSite("gemini", "gemini-3-flash", "g.example");

	private static final ChatRequest REQUEST = ChatRequest.user("the secret plan of the company");

	@ParameterizedTest
	@CsvFileSource(resources = "/gemini/errors/table.csv")
	void everyRecordedErrorHasItsType(String body, int status, String type) {
		ProviderException failure = recorded(status, body);
		assertThat(failure.errorType().code()).isEqualTo(type);
		assertThat(failure.details().status()).isEqualTo(status);
		assertThat(failure).hasMessageContaining("Provider 'gemini' (model 'gemini-3-flash', host 'g.example')")
			.hasMessageContaining(String.valueOf(status));
	}

	@ParameterizedTest
	@CsvFileSource(resources = "/gemini/errors/table.csv")
	void everyRecordedErrorOfGoogleHasTheSameTypeWithinAStream(String name, int status, String type) {
		String body = Bodies.read("gemini/errors/" + name);
		if (body.contains("\"status\": \"")) {
			ProviderException failure = errors().inBand(SITE, JsonMapper.shared().readTree(body), REQUEST);
			assertThat(failure.errorType().code()).isEqualTo(type);
		}
	}

	@ParameterizedTest
	@CsvSource({ "400-api-key.body,400,API_KEY_INVALID", "503-unavailable.body,503,UNAVAILABLE",
			"429-day.body,429,RESOURCE_EXHAUSTED" })
	void reasonElseStatusIsTheCode(String body, int status, String code) {
		assertThat(recorded(status, body).details().providerCode()).isEqualTo(code);
	}

	@ParameterizedTest
	@CsvSource({ "429-minute.body,PT17S", "429-tokens-minute.body,PT17.5S", "429-rate-reason.body,PT3.9S" })
	void waitIsReadFromTheDetails(String body, Duration wait) {
		assertThat(recorded(429, body).details().retryAfter()).isEqualTo(wait);
	}

	@Test
	void waitOfTheMinuteIsNotThatOfTheDay() {
		assertThat(recorded(429, "429-day.body").details().retryAfter()).isNull();
	}

	@Test
	void waitOfAHeaderComesFirst() {
		HttpHeaders headers = new HttpHeaders();
		headers.set("retry-after", "3");
		ProviderException failure = refused(429, Bodies.read("gemini/errors/429-minute.body"), headers);
		assertThat(failure.details().retryAfter()).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void waitThatIsNoneIsIgnored() {
		String body = Bodies.read("gemini/errors/429-minute.body").replace("\"17s\"", "\"soon\"");
		assertThat(refused(429, body.replace("retry in", "come in"), new HttpHeaders()).details().retryAfter())
			.isNull();
	}

	@Test
	void waitOfTheWordsIsTakenWhereTheFieldHasNone() {
		String body = Bodies.read("gemini/errors/429-minute.body").replace("\"17s\"", "\"soon\"");
		assertThat(refused(429, body, new HttpHeaders()).details().retryAfter()).isEqualTo(Duration.ofMillis(17_400));
	}

	@Test
	void keyAndPromptDoNotReachTheMessage() {
		String body = "{\"error\":{\"message\":\"Keys AIzaSyCanary12345, AQ.canary refused: the secret plan of the company\"}}";
		assertThat(refused(401, body, new HttpHeaders())).message()
			.contains("Keys [key], [key] refused: […]")
			.doesNotContainIgnoringCase("canary")
			.doesNotContain("secret plan");
	}

	@ParameterizedTest
	@ValueSource(strings = { "the secret plan of the company", "a b", "<script>", "x\\ny" })
	void codeThatIsNoWordIsDropped(String code) {
		ProviderException failure = refused(400, "{\"error\":{\"status\":\"" + code + "\"}}", new HttpHeaders());
		assertThat(failure.details().providerCode()).isNull();
		assertThat(failure).message().doesNotContain(code);
	}

	@Test
	void blockReasonThatIsNoWordIsNotTold() {
		assertThat(errors().blocked(SITE, null)).message().contains("blocked the prompt; change the prompt");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"error\":{\"details\":5}}", "{\"error\":{\"details\":[5,{\"@type\":7}]}}",
			"{\"error\":{\"code\":\"x\",\"message\":[],\"status\":{}}}", "[]", "[5]", "5", "null",
			"{\"error\":{\"details\":[{\"@type\":\"x/google.rpc.QuotaFailure\",\"violations\":[5,{\"quotaId\":{}}]}]}}" })
	void fieldsOfAnyTypeLeaveTheStatus(String body) {
		assertThat(refused(503, body, new HttpHeaders()).errorType()).isEqualTo(ErrorType.OVERLOADED);
	}

	private static ProviderException recorded(int status, String body) {
		return refused(status, Bodies.read("gemini/errors/" + body), new HttpHeaders());
	}

	private static ProviderException refused(int status, String body, HttpHeaders headers) {
		return errors().refused(SITE, new HttpAnswer(status, headers, body.getBytes(StandardCharsets.UTF_8)), REQUEST);
	}

	private static GeminiErrors errors() {
		return new GeminiErrors(JsonMapper.shared(), new RetryAfterParser(InstantSource.system()),
				new Redaction(List.of("AQ.canary")));
	}

}
