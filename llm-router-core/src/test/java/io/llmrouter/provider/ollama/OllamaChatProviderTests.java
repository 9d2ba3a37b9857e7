package io.llmrouter.provider.ollama;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.SseLimits;
import io.llmrouter.provider.http.WireLimits;
import io.llmrouter.testing.Bodies;
import io.llmrouter.testing.ScriptedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class OllamaChatProviderTests {

	private static final ChatRequest REQUEST = ChatRequest.user(OllamaFixture.PROMPT);

	private final OllamaFixture fixture = new OllamaFixture();

	private final ScriptedServer server = this.fixture.server;

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void wholeAnswerIsRead() {
		answer(200, Bodies.read("ollama/chat.json"));
		StepVerifier.create(this.fixture.provider().chat(REQUEST))
			.assertNext((answer) -> assertThat(answer)
				.isEqualTo(new ChatResponse("test", null, "llama3.2", List.of(new ContentPart.Text("Hello there")),
						FinishReason.STOP, "stop", TokenUsage.of(26, 282), 0)))
			.expectComplete()
			.verify(OllamaFixture.SOON);
	}

	@Test
	void toolCallsAndThoughtsAreRead() {
		answer(200, Bodies.read("ollama/chat-tools.json"));
		StepVerifier.create(this.fixture.provider().chat(REQUEST)).assertNext((answer) -> {
			assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
			assertThat(answer.content()).first().isEqualTo(new ContentPart.Reasoning("Look it up.", null, null));
			assertThat(answer.toolCalls()).containsExactly(
					new ToolCall("call_0", "weather", "{\"city\":\"Bern\"}", null),
					new ToolCall("call_b", "time", "{\"zone\":\"CET\"}", null));
		}).expectComplete().verify(OllamaFixture.SOON);
	}

	@Test
	void usageThatIsAbsentStaysUnknown() {
		answer(200, Bodies.read("ollama/chat.json").replace("eval_count", "other_count"));
		assertThat(this.fixture.provider().chat(REQUEST).block(OllamaFixture.SOON).usage()).isNull();
	}

	@Test
	void requestCarriesKeyHeadersAndBody() {
		answer(200, Bodies.read("ollama/chat.json"));
		this.fixture.provider((settings) -> settings.withHeaders(Map.of("X-Team", "a")))
			.chat(REQUEST)
			.block(OllamaFixture.SOON);
		ScriptedServer.Request request = this.server.requests().get(0);
		assertThat(request.line()).isEqualTo("POST /v1/api/chat HTTP/1.1");
		assertThat(request.headers()).containsEntry("authorization", "Bearer " + OllamaFixture.KEY)
			.containsEntry("x-team", "a");
		assertThat(request.body()).contains("\"model\":\"llama-test\"", "\"stream\":false");
	}

	@Test
	void serverWithoutKeyGetsNone() {
		answer(200, Bodies.read("ollama/chat.json"));
		this.fixture.provider((settings) -> OllamaSettings.of("test", this.server.uri(), null, List.of("m")))
			.chat(REQUEST)
			.block(OllamaFixture.SOON);
		assertThat(this.server.requests().get(0).headers()).doesNotContainKey("authorization");
	}

	@ParameterizedTest
	@CsvSource({ "400,INVALID_REQUEST", "401,AUTHENTICATION", "404,NOT_FOUND", "429,RATE_LIMITED", "499,CONNECTION",
			"500,SERVER_ERROR", "502,SERVER_ERROR", "503,OVERLOADED" })
	void refusalHasItsType(int status, ErrorType type) {
		answer(status, "{\"error\":\"no: " + OllamaFixture.PROMPT + ", " + OllamaFixture.KEY + "\"}");
		StepVerifier.create(this.fixture.provider().chat(REQUEST)).expectErrorSatisfies((failure) -> {
			OllamaFixture.check(failure, type);
			assertThat(((ProviderException) failure).details().status()).isEqualTo(status);
		}).verify(OllamaFixture.SOON);
		StepVerifier.create(this.fixture.provider().stream(REQUEST))
			.expectErrorSatisfies((failure) -> OllamaFixture.check(failure, type))
			.verify(OllamaFixture.SOON);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  \n\n ", "{", "hello", "[]", "5", "{}", "{\"message\":{}}",
			"{\"message\":{\"content\":\"cut\"},\"done\":false}", "{\"message\":{},\"done\":true}",
			"{\"message\":{},\"done\":true,\"done_reason\":\"load\"}" })
	void answerThatCannotBeUnderstoodIsInvalid(String body) {
		answer(200, body);
		failsWith(ErrorType.INVALID_RESPONSE);
	}

	@Test
	void pageOfAProxyIsInvalid() {
		this.server.script((connection) -> connection.respond(200, "text/html; charset=utf-8", "<html>login</html>"));
		failsWith(ErrorType.INVALID_RESPONSE);
	}

	@Test
	void answerOverTheLimitIsInvalid() {
		answer(200, "{\"a\":\"" + "x".repeat(5_000) + "\"}");
		StepVerifier
			.create(this.fixture
				.provider((settings) -> settings.withLimits(new WireLimits(SseLimits.defaults(), 1_000)))
				.chat(REQUEST))
			.expectErrorSatisfies((failure) -> OllamaFixture.check(failure, ErrorType.INVALID_RESPONSE))
			.verify(OllamaFixture.SOON);
	}

	@Test
	void errorInASuccessIsTyped() {
		answer(200, Bodies.read("ollama/errors/503-busy.body"));
		failsWith(ErrorType.OVERLOADED);
	}

	@Test
	void resetBeforeTheAnswerIsTyped() {
		this.server.script(ScriptedServer.Connection::reset);
		failsWith(ErrorType.CONNECTION);
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void silentServerTimesOutAndIsLeft() {
		this.server.script(ScriptedServer.Connection::awaitClosed);
		StepVerifier
			.create(this.fixture.provider((settings) -> settings.withTimeouts(OllamaFixture.impatient())).chat(REQUEST))
			.expectErrorSatisfies((failure) -> OllamaFixture.check(failure, ErrorType.TIMEOUT_FIRST_TOKEN))
			.verify(OllamaFixture.SOON);
		assertThat(this.server.awaitClientClosed(OllamaFixture.SOON)).isTrue();
	}

	@Test
	void cancelledCallIsLeftAtOnce() {
		this.server.script(ScriptedServer.Connection::awaitClosed);
		StepVerifier.create(this.fixture.provider().chat(REQUEST))
			.expectSubscription()
			.expectNoEvent(Duration.ofMillis(200))
			.thenCancel()
			.verify(OllamaFixture.SOON);
		assertThat(this.server.awaitClientClosed(OllamaFixture.SOON)).isTrue();
	}

	@Test
	void badRequestIsNotSent() {
		StepVerifier.create(this.fixture.provider().chat(ChatRequest.builder().build()))
			.expectErrorMatches((failure) -> ErrorType.of(failure) == ErrorType.INVALID_REQUEST)
			.verify(OllamaFixture.SOON);
		StepVerifier
			.create(this.fixture.provider().stream(ChatRequest.builder().user("Hi").parallelToolCalls(false).build()))
			.expectErrorSatisfies((failure) -> OllamaFixture.check(failure, ErrorType.UNSUPPORTED_FEATURE))
			.verify(OllamaFixture.SOON);
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void callWithoutAnyModelIsNotSent() {
		OllamaSettings settings = OllamaSettings.of("test", this.server.uri(), null, List.of());
		StepVerifier.create(this.fixture.provider((other) -> settings).chat(REQUEST))
			.expectErrorMatches((failure) -> ErrorType.of(failure) == ErrorType.INVALID_REQUEST
					&& failure.getMessage().contains("names a model"))
			.verify(OllamaFixture.SOON);
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void firstTokenMayWaitForTheModelToLoad() {
		OllamaSettings settings = OllamaSettings.local("ollama", List.of("m"));
		assertThat(settings.timeouts().firstToken()).isEqualTo(Duration.ofSeconds(300));
		assertThat(settings.uri()).isEqualTo(URI.create("http://localhost:11434/api/chat"));
	}

	@Test
	void settingsThatCannotWorkAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> OllamaSettings.of("a", URI.create("/api"), null, List.of()))
			.withMessageContaining("has no host");
		assertThatIllegalArgumentException().isThrownBy(() -> OllamaSettings.local("a", List.of()).withNumCtx(0))
			.withMessageContaining("at least 1");
	}

	@Test
	void textFormsShowNoKey() {
		assertThat(this.fixture.provider().toString()).doesNotContain("canary").contains("llama-test");
	}

	private void answer(int status, String body) {
		this.server.script((connection) -> connection.respond(status, "application/json", body));
	}

	private void failsWith(ErrorType type) {
		StepVerifier.create(this.fixture.provider().chat(REQUEST))
			.expectErrorSatisfies((failure) -> OllamaFixture.check(failure, type))
			.verify(OllamaFixture.SOON);
	}

}
