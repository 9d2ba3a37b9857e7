package io.llmrouter.provider.openai;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class OpenAiChatProviderTests {

	private static final ChatRequest REQUEST = ChatRequest.user(OpenAiFixture.PROMPT);

	private final OpenAiFixture fixture = new OpenAiFixture();

	private final ScriptedServer server = this.fixture.server;

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void wholeAnswerIsRead() {
		this.server
			.script((connection) -> connection.respond(200, "application/json", Bodies.read("openai/chat.json")));
		StepVerifier.create(this.fixture.provider().chat(REQUEST))
			.assertNext((answer) -> assertThat(answer).isEqualTo(new ChatResponse("test", "chatcmpl-1",
					"gpt-5-mini-2026-08-07", List.of(new ContentPart.Text("Hello there")), FinishReason.STOP, "stop",
					new TokenUsage(19L, 10L, 4L, 2L, 6L, false, null), 0)))
			.expectComplete()
			.verify(OpenAiFixture.SOON);
	}

	@Test
	void toolCallsAndThoughtsAreRead() {
		answer(200, Bodies.read("openai/chat-tools.json"));
		StepVerifier.create(this.fixture.provider().chat(REQUEST)).assertNext((answer) -> {
			assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
			assertThat(answer.content()).first().isEqualTo(new ContentPart.Reasoning("Look it up.", null, null));
			assertThat(answer.toolCalls()).containsExactly(
					new ToolCall("call_a", "weather", "{\"city\":\"Bern\"}", null),
					new ToolCall("call_b", "time", "{\"zone\":\"CET\"}", null));
		}).expectComplete().verify(OpenAiFixture.SOON);
	}

	@Test
	void requestCarriesKeyHeadersAndBody() {
		answer(200, Bodies.read("openai/chat.json"));
		OpenAiChatProvider provider = this.fixture.provider((settings) -> new OpenAiSettings(settings.name(),
				settings.baseUrl(), "chat/completions", settings.apiKeys(), settings.models(),
				Map.of("OpenAI-Project", "p1"), settings.timeouts(), settings.limits(), settings.quirks()));
		provider.chat(REQUEST).block(OpenAiFixture.SOON);
		ScriptedServer.Request request = this.server.requests().get(0);
		assertThat(request.line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
		assertThat(request.headers()).containsEntry("authorization", "Bearer " + OpenAiFixture.KEY)
			.containsEntry("openai-project", "p1")
			.containsEntry("content-type", "application/json");
		assertThat(JsonMapper.shared().readTree(request.body()).path("model").stringValue()).isEqualTo("gpt-test");
	}

	@Test
	void keyStandsInTheHeaderOfTheDialect() {
		answer(200, Bodies.read("openai/chat.json"));
		this.fixture.provider((settings) -> settings.withQuirks(OpenAiQuirks.openAi().withKeyHeader("api-key", "")))
			.chat(REQUEST)
			.block(OpenAiFixture.SOON);
		assertThat(this.server.requests().get(0).headers()).containsEntry("api-key", OpenAiFixture.KEY)
			.doesNotContainKey("authorization");
	}

	@Test
	void nothingIsSentBeforeSubscriptionAndOneRequestWithEach() {
		answer(200, Bodies.read("openai/chat.json"));
		Mono<ChatResponse> call = this.fixture.provider().chat(REQUEST);
		assertThat(this.server.requests()).isEmpty();
		call.block(OpenAiFixture.SOON);
		call.block(OpenAiFixture.SOON);
		assertThat(this.server.requests()).hasSize(2);
		assertThat(this.server.connections()).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource({ "400,invalid_request", "401,authentication", "403,permission_denied", "404,not_found",
			"408,timeout_first_token", "422,invalid_request", "429,rate_limited", "500,server_error",
			"503,overloaded" })
	void refusalHasItsType(int status, String type) {
		this.server.script((connection) -> connection.respond(status, "application/json",
				"{\"error\":{\"message\":\"no: " + OpenAiFixture.PROMPT + ", " + OpenAiFixture.KEY + "\"}}",
				"Retry-After: 2", "x-request-id: req_9"));
		ErrorType expected = ErrorTypes.of(type);
		StepVerifier.create(this.fixture.provider().chat(REQUEST)).expectErrorSatisfies((failure) -> {
			OpenAiFixture.check(failure, expected);
			assertThat(((ProviderException) failure).details()).satisfies((details) -> {
				assertThat(details.status()).isEqualTo(status);
				assertThat(details.retryAfter()).isEqualTo(Duration.ofSeconds(2));
				assertThat(details.requestId()).isEqualTo("req_9");
			});
		}).verify(OpenAiFixture.SOON);
		StepVerifier.create(this.fixture.provider().stream(REQUEST))
			.expectErrorSatisfies((failure) -> OpenAiFixture.check(failure, expected))
			.verify(OpenAiFixture.SOON);
	}

	@Test
	void refusalWithABodyThatNeverEndsIsStillTold() {
		this.server.script((connection) -> {
			connection.send("HTTP/1.1 503 X\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
			connection.awaitClosed();
		});
		failsWith(ErrorType.OVERLOADED);
		assertThat(this.server.awaitClientClosed(OpenAiFixture.SOON)).isTrue();
	}

	@Test
	void refusalWithAHugeBodyIsStillTold() {
		answer(500, "x".repeat(1_000_000));
		failsWith(ErrorType.SERVER_ERROR);
	}

	@Test
	void refusalWithAMalformedContentTypeIsStillTold() {
		this.server.script((connection) -> connection.respond(429, "garbage;;=", "slow"));
		failsWith(ErrorType.RATE_LIMITED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  \n\n ", "{", "{\"choices\":[{\"message\":{\"content\":\"cut", "hello", "[]", "5",
			"{}", "{\"choices\":[]}", "{\"choices\":{}}", "{\"choices\":[{\"message\":{}}]}" })
	void answerThatCannotBeUnderstoodIsInvalid(String body) {
		answer(200, body);
		failsWith(ErrorType.INVALID_RESPONSE);
	}

	@Test
	void pageOfAProxyIsInvalid() {
		this.server.script((connection) -> connection.respond(200, "text/html; charset=utf-8", "<html>login</html>"));
		failsWith(ErrorType.INVALID_RESPONSE);
		StepVerifier.create(this.fixture.provider().stream(REQUEST))
			.expectErrorSatisfies((failure) -> OpenAiFixture.check(failure, ErrorType.INVALID_RESPONSE))
			.verify(OpenAiFixture.SOON);
	}

	@Test
	void answerOverTheLimitIsInvalid() {
		answer(200, "{\"a\":\"" + "x".repeat(5_000) + "\"}");
		StepVerifier
			.create(this.fixture
				.provider((settings) -> settings.withLimits(new WireLimits(SseLimits.defaults(), 1_000)))
				.chat(REQUEST))
			.expectErrorSatisfies((failure) -> OpenAiFixture.check(failure, ErrorType.INVALID_RESPONSE))
			.verify(OpenAiFixture.SOON);
	}

	@Test
	void errorObjectInASuccessIsTyped() {
		answer(200, "{\"error\":{\"message\":\"busy\",\"code\":\"server_is_overloaded\"}}");
		failsWith(ErrorType.OVERLOADED);
	}

	@Test
	void blankLinesBeforeTheAnswerDoNotMatter() {
		answer(200, "\n\n\n" + Bodies.read("openai/chat.json"));
		StepVerifier.create(this.fixture.provider().chat(REQUEST))
			.expectNextCount(1)
			.expectComplete()
			.verify(OpenAiFixture.SOON);
	}

	@Test
	void finishReasonThatTellsOfAFailureIsOne() {
		answer(200, Bodies.read("openai/chat.json").replace("\"stop\"", "\"insufficient_system_resource\""));
		failsWith(ErrorType.OVERLOADED);
	}

	@Test
	void refusedConnectionIsTyped() throws IOException {
		int port;
		try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = closed.getLocalPort();
		}
		StepVerifier
			.create(this.fixture.provider(URI.create("http://127.0.0.1:" + port + "/v1"), (settings) -> settings)
				.chat(REQUEST))
			.expectErrorSatisfies((failure) -> OpenAiFixture.check(failure, ErrorType.CONNECTION))
			.verify(OpenAiFixture.SOON);
	}

	@Test
	void unknownHostIsTyped() {
		URI uri = URI.create("http://no-such-host.invalid/v1");
		StepVerifier.create(this.fixture.provider(uri, (settings) -> settings).chat(REQUEST))
			.expectErrorSatisfies((failure) -> OpenAiFixture.check(failure, ErrorType.CONNECTION))
			.verify(Duration.ofSeconds(30));
	}

	@Test
	void resetBeforeTheAnswerIsTyped() {
		this.server.script(ScriptedServer.Connection::reset);
		failsWith(ErrorType.CONNECTION);
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void closeBeforeTheAnswerIsTyped() {
		this.server.script((connection) -> {
		});
		failsWith(ErrorType.CONNECTION);
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void closeWithinTheBodyIsTyped() {
		this.server.script((connection) -> connection
			.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"id\":"));
		failsWith(ErrorType.CONNECTION);
	}

	@Test
	void serverThatSpeaksNoHttpIsInvalid() {
		this.server.script((connection) -> connection.send("SSH-2.0-" + OpenAiFixture.PROMPT + "\r\n\r\n"));
		failsWith(ErrorType.INVALID_RESPONSE);
	}

	@Test
	void silentServerTimesOutAndIsLeft() {
		this.server.script(ScriptedServer.Connection::awaitClosed);
		StepVerifier
			.create(this.fixture.provider((settings) -> settings.withTimeouts(OpenAiFixture.impatient())).chat(REQUEST))
			.expectErrorSatisfies((failure) -> OpenAiFixture.check(failure, ErrorType.TIMEOUT_FIRST_TOKEN))
			.verify(OpenAiFixture.SOON);
		assertThat(this.server.awaitClientClosed(OpenAiFixture.SOON)).isTrue();
	}

	@Test
	void cancelledCallIsLeftAtOnce() {
		this.server.script(ScriptedServer.Connection::awaitClosed);
		StepVerifier.create(this.fixture.provider().chat(REQUEST))
			.expectSubscription()
			.expectNoEvent(Duration.ofMillis(200))
			.thenCancel()
			.verify(OpenAiFixture.SOON);
		assertThat(this.server.awaitClientClosed(OpenAiFixture.SOON)).isTrue();
	}

	@Test
	void badRequestIsNotSent() {
		StepVerifier.create(this.fixture.provider().chat(ChatRequest.builder().build()))
			.expectErrorMatches((failure) -> ErrorType.of(failure) == ErrorType.INVALID_REQUEST)
			.verify(OpenAiFixture.SOON);
		StepVerifier.create(this.fixture.provider().stream(ChatRequest.builder().user("Hi").topK(3).build()))
			.expectErrorSatisfies((failure) -> OpenAiFixture.check(failure, ErrorType.UNSUPPORTED_FEATURE))
			.verify(OpenAiFixture.SOON);
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void callWithoutAnyModelIsNotSent() {
		OpenAiSettings settings = OpenAiSettings.compatible("test", this.server.uri(), null, List.of());
		StepVerifier.create(this.fixture.provider((other) -> settings).chat(REQUEST))
			.expectErrorMatches((failure) -> ErrorType.of(failure) == ErrorType.INVALID_REQUEST
					&& failure.getMessage().contains("names a model"))
			.verify(OpenAiFixture.SOON);
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void modelOfTheRequestIsAskedFor() {
		answer(200, Bodies.read("openai/chat.json"));
		this.fixture.provider().chat(REQUEST.withModel("gpt-other")).block(OpenAiFixture.SOON);
		assertThat(this.server.requests().get(0).body()).contains("\"model\":\"gpt-other\"");
	}

	@Test
	void textFormsShowNoKey() {
		OpenAiSettings settings = OpenAiSettings.openAi("openai", OpenAiFixture.KEY, List.of("m"));
		assertThat(settings.toString()).doesNotContain("canary");
		assertThat(this.fixture.provider().toString()).doesNotContain("canary");
	}

	@ParameterizedTest
	@CsvSource({ "https://h/v1,/chat,https://h/v1/chat", "https://h/v1/,/chat,https://h/v1/chat",
			"https://h,chat,https://h/chat", "https://h/v1?api-version=1,/chat,https://h/v1/chat?api-version=1" })
	void pathIsJoinedWithOneSlash(URI base, String path, URI whole) {
		OpenAiSettings plain = OpenAiSettings.compatible("test", base, null, List.of());
		OpenAiSettings settings = new OpenAiSettings("test", base, path, List.of(), List.of(), Map.of(),
				plain.timeouts(), plain.limits(), plain.quirks());
		assertThat(settings.uri("m")).isEqualTo(whole);
	}

	private void answer(int status, String body) {
		this.server.script((connection) -> connection.respond(status, "application/json", body));
	}

	private void failsWith(ErrorType type) {
		StepVerifier.create(this.fixture.provider().chat(REQUEST))
			.expectErrorSatisfies((failure) -> OpenAiFixture.check(failure, type))
			.verify(OpenAiFixture.SOON);
	}

	private static final class ErrorTypes {

		private ErrorTypes() {
		}

		static ErrorType of(String code) {
			for (ErrorType type : ErrorType.values()) {
				if (type.code().equals(code)) {
					return type;
				}
			}
			throw new IllegalArgumentException(code);
		}

	}

}
