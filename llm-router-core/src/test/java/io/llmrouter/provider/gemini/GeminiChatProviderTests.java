package io.llmrouter.provider.gemini;

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

import static org.assertj.core.api.Assertions.assertThat;

class GeminiChatProviderTests {

	private static final ChatRequest REQUEST = ChatRequest.user(GeminiFixture.PROMPT);

	private final GeminiFixture fixture = new GeminiFixture();

	private final ScriptedServer server = this.fixture.server;

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void wholeAnswerIsRead() {
		answer(200, Bodies.read("gemini/chat.json"));
		StepVerifier.create(this.fixture.provider().chat(REQUEST))
			.assertNext((answer) -> assertThat(answer).isEqualTo(new ChatResponse("test", "mAitaLmkHPPlz7IPvtfUqQ4",
					"gemini-3-flash-001", List.of(new ContentPart.Text("Hello there")), FinishReason.STOP, "STOP",
					new TokenUsage(21L, 10L, 4L, null, 6L, false, null), 0)))
			.expectComplete()
			.verify(GeminiFixture.SOON);
	}

	@Test
	void toolCallsAndThoughtsAreRead() {
		answer(200, Bodies.read("gemini/chat-tools.json"));
		StepVerifier.create(this.fixture.provider().chat(REQUEST)).assertNext((answer) -> {
			assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
			assertThat(answer.content()).first().isEqualTo(new ContentPart.Reasoning("Look it up.", null, null));
			assertThat(answer.toolCalls()).containsExactly(
					new ToolCall("fc_1", "weather", "{\"city\":\"Bern\",\"days\":2}", "Zmlyc3Q="),
					new ToolCall("call_r-1_1", "time", "{}", null), new ToolCall("call_r-1_2", "time", "{}", null));
		}).expectComplete().verify(GeminiFixture.SOON);
	}

	@Test
	void jsonInSeveralPartsIsOneText() {
		answer(200, Bodies.read("gemini/chat-json.json"));
		assertThat(this.fixture.provider().chat(REQUEST).block(GeminiFixture.SOON).text()).isEqualTo("{\"a\": 1}");
	}

	@Test
	void blockedPromptIsAContentFilter() {
		answer(200, Bodies.read("gemini/chat-blocked.json"));
		StepVerifier.create(this.fixture.provider().chat(REQUEST)).expectErrorSatisfies((failure) -> {
			GeminiFixture.check(failure, ErrorType.CONTENT_FILTER);
			assertThat(failure).hasMessageContaining("blocked the prompt (PROHIBITED_CONTENT)");
			assertThat(((ProviderException) failure).details().providerCode()).isEqualTo("PROHIBITED_CONTENT");
		}).verify(GeminiFixture.SOON);
	}

	@Test
	void filteredAnswerKeepsWhatWasSaid() {
		answer(200, Bodies.read("gemini/chat-safety.json"));
		StepVerifier.create(this.fixture.provider().chat(REQUEST)).assertNext((answer) -> {
			assertThat(answer.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
			assertThat(answer.rawFinishReason()).isEqualTo("SAFETY");
			assertThat(answer.text()).isEqualTo("First you");
		}).expectComplete().verify(GeminiFixture.SOON);
	}

	@Test
	void answerWithoutAnyPartIsEmpty() {
		answer(200, "{\"candidates\":[{\"content\":{\"role\":\"model\"},\"finishReason\":\"STOP\"}]}");
		StepVerifier.create(this.fixture.provider().chat(REQUEST)).assertNext((answer) -> {
			assertThat(answer.content()).isEmpty();
			assertThat(answer.usage()).isNull();
		}).expectComplete().verify(GeminiFixture.SOON);
	}

	@Test
	void requestCarriesKeyHeadersAndBody() {
		answer(200, Bodies.read("gemini/chat.json"));
		this.fixture.provider((settings) -> settings.withHeaders(Map.of("x-goog-user-project", "p1")))
			.chat(REQUEST)
			.block(GeminiFixture.SOON);
		ScriptedServer.Request request = this.server.requests().get(0);
		assertThat(request.line()).isEqualTo("POST /v1/models/gemini-3-test:generateContent HTTP/1.1");
		assertThat(request.headers()).containsEntry("x-goog-api-key", GeminiFixture.KEY)
			.containsEntry("x-goog-user-project", "p1")
			.containsEntry("content-type", "application/json")
			.doesNotContainKey("authorization");
		assertThat(request.body())
			.isEqualTo("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"" + GeminiFixture.PROMPT + "\"}]}]}");
	}

	@Test
	void keyAndPromptStandInNoAddress() {
		answer(200, Bodies.read("gemini/chat.json"));
		this.fixture.provider().chat(REQUEST).block(GeminiFixture.SOON);
		this.fixture.provider().stream(REQUEST).blockLast(GeminiFixture.SOON);
		assertThat(this.server.requests()).extracting(ScriptedServer.Request::line)
			.hasSize(2)
			.allSatisfy((line) -> assertThat(line).doesNotContain("canary", "key=", "confidential"));
	}

	@Test
	void settingsWithoutAKeySendNone() {
		answer(200, Bodies.read("gemini/chat.json"));
		GeminiSettings settings = GeminiSettings.compatible("test", this.server.uri(), null, List.of("m"));
		this.fixture.provider((other) -> settings).chat(REQUEST).block(GeminiFixture.SOON);
		assertThat(this.server.requests().get(0).headers()).doesNotContainKey("x-goog-api-key");
	}

	@Test
	void nothingIsSentBeforeSubscriptionAndOneRequestWithEach() {
		answer(200, Bodies.read("gemini/chat.json"));
		Mono<ChatResponse> call = this.fixture.provider().chat(REQUEST);
		assertThat(this.server.requests()).isEmpty();
		call.block(GeminiFixture.SOON);
		call.block(GeminiFixture.SOON);
		assertThat(this.server.requests()).hasSize(2);
		assertThat(this.server.connections()).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource({ "400,invalid_request", "401,authentication", "403,permission_denied", "404,not_found",
			"408,timeout_first_token", "422,invalid_request", "429,rate_limited", "500,server_error",
			"503,overloaded" })
	void refusalHasItsType(int status, String type) {
		this.server.script((connection) -> connection.respond(status, "application/json",
				"{\"error\":{\"message\":\"no: " + GeminiFixture.PROMPT + ", " + GeminiFixture.KEY + "\"}}",
				"Retry-After: 2"));
		ErrorType expected = ErrorTypes.of(type);
		StepVerifier.create(this.fixture.provider().chat(REQUEST)).expectErrorSatisfies((failure) -> {
			GeminiFixture.check(failure, expected);
			assertThat(((ProviderException) failure).details()).satisfies((details) -> {
				assertThat(details.status()).isEqualTo(status);
				assertThat(details.retryAfter()).isEqualTo(Duration.ofSeconds(2));
			});
		}).verify(GeminiFixture.SOON);
		StepVerifier.create(this.fixture.provider().stream(REQUEST))
			.expectErrorSatisfies((failure) -> GeminiFixture.check(failure, expected))
			.verify(GeminiFixture.SOON);
	}

	@Test
	void refusalWithABodyThatNeverEndsIsStillTold() {
		this.server.script((connection) -> {
			connection.send("HTTP/1.1 503 X\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
			connection.awaitClosed();
		});
		failsWith(ErrorType.OVERLOADED);
		assertThat(this.server.awaitClientClosed(GeminiFixture.SOON)).isTrue();
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
	@ValueSource(strings = { "", "  \n\n ", "{", "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"cut", "hello",
			"[]", "5", "{}", "{\"candidates\":[]}", "{\"candidates\":{}}", "{\"candidates\":[{\"content\":{}}]}" })
	void answerThatCannotBeUnderstoodIsInvalid(String body) {
		answer(200, body);
		failsWith(ErrorType.INVALID_RESPONSE);
	}

	@Test
	void pageOfAProxyIsInvalid() {
		this.server.script((connection) -> connection.respond(200, "text/html; charset=utf-8", "<html>login</html>"));
		failsWith(ErrorType.INVALID_RESPONSE);
		StepVerifier.create(this.fixture.provider().stream(REQUEST))
			.expectErrorSatisfies((failure) -> GeminiFixture.check(failure, ErrorType.INVALID_RESPONSE))
			.verify(GeminiFixture.SOON);
	}

	@Test
	void answerOverTheLimitIsInvalid() {
		answer(200, "{\"a\":\"" + "x".repeat(5_000) + "\"}");
		StepVerifier
			.create(this.fixture
				.provider((settings) -> settings.withLimits(new WireLimits(SseLimits.defaults(), 1_000)))
				.chat(REQUEST))
			.expectErrorSatisfies((failure) -> GeminiFixture.check(failure, ErrorType.INVALID_RESPONSE))
			.verify(GeminiFixture.SOON);
	}

	@Test
	void errorObjectInASuccessIsTyped() {
		answer(200, "{\"error\":{\"code\":503,\"message\":\"busy\",\"status\":\"UNAVAILABLE\"}}");
		failsWith(ErrorType.OVERLOADED);
	}

	@Test
	void blankLinesBeforeTheAnswerDoNotMatter() {
		answer(200, "\n\n\n" + Bodies.read("gemini/chat.json"));
		StepVerifier.create(this.fixture.provider().chat(REQUEST))
			.expectNextCount(1)
			.expectComplete()
			.verify(GeminiFixture.SOON);
	}

	@Test
	void finishReasonThatTellsOfAFailureIsOne() {
		answer(200, Bodies.read("gemini/chat.json").replace("\"STOP\"", "\"UNEXPECTED_TOOL_CALL\""));
		failsWith(ErrorType.INVALID_RESPONSE);
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
			.expectErrorSatisfies((failure) -> GeminiFixture.check(failure, ErrorType.CONNECTION))
			.verify(GeminiFixture.SOON);
	}

	@Test
	void unknownHostIsTyped() {
		URI uri = URI.create("http://no-such-host.invalid/v1");
		StepVerifier.create(this.fixture.provider(uri, (settings) -> settings).chat(REQUEST))
			.expectErrorSatisfies((failure) -> GeminiFixture.check(failure, ErrorType.CONNECTION))
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
		this.server.script((connection) -> connection.send("SSH-2.0-" + GeminiFixture.PROMPT + "\r\n\r\n"));
		failsWith(ErrorType.INVALID_RESPONSE);
	}

	@Test
	void silentServerTimesOutAndIsLeft() {
		this.server.script(ScriptedServer.Connection::awaitClosed);
		StepVerifier
			.create(this.fixture.provider((settings) -> settings.withTimeouts(GeminiFixture.impatient())).chat(REQUEST))
			.expectErrorSatisfies((failure) -> GeminiFixture.check(failure, ErrorType.TIMEOUT_FIRST_TOKEN))
			.verify(GeminiFixture.SOON);
		assertThat(this.server.awaitClientClosed(GeminiFixture.SOON)).isTrue();
	}

	@Test
	void cancelledCallIsLeftAtOnce() {
		this.server.script(ScriptedServer.Connection::awaitClosed);
		StepVerifier.create(this.fixture.provider().chat(REQUEST))
			.expectSubscription()
			.expectNoEvent(Duration.ofMillis(200))
			.thenCancel()
			.verify(GeminiFixture.SOON);
		assertThat(this.server.awaitClientClosed(GeminiFixture.SOON)).isTrue();
	}

	@Test
	void badRequestIsNotSent() {
		StepVerifier.create(this.fixture.provider().chat(ChatRequest.builder().build()))
			.expectErrorMatches((failure) -> ErrorType.of(failure) == ErrorType.INVALID_REQUEST)
			.verify(GeminiFixture.SOON);
		StepVerifier
			.create(this.fixture.provider().stream(ChatRequest.builder().user("Hi").parallelToolCalls(false).build()))
			.expectErrorSatisfies((failure) -> GeminiFixture.check(failure, ErrorType.UNSUPPORTED_FEATURE))
			.verify(GeminiFixture.SOON);
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void callWithoutAnyModelIsNotSent() {
		GeminiSettings settings = GeminiSettings.compatible("test", this.server.uri(), GeminiFixture.KEY, List.of());
		StepVerifier.create(this.fixture.provider((other) -> settings).chat(REQUEST))
			.expectErrorMatches((failure) -> ErrorType.of(failure) == ErrorType.INVALID_REQUEST
					&& failure.getMessage().contains("names a model"))
			.verify(GeminiFixture.SOON);
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void modelOfTheRequestIsAskedFor() {
		answer(200, Bodies.read("gemini/chat.json"));
		this.fixture.provider().chat(REQUEST.withModel("models/gemini-other")).block(GeminiFixture.SOON);
		assertThat(this.server.requests().get(0).line()).contains(" /v1/models/gemini-other:generateContent ");
	}

	@Test
	void textFormsShowNoKey() {
		GeminiSettings settings = GeminiSettings.gemini("gemini", GeminiFixture.KEY, List.of("m"));
		assertThat(settings.toString()).doesNotContain("canary");
		assertThat(this.fixture.provider().toString()).doesNotContain("canary");
	}

	@Test
	void modelThatIsNoSegmentIsEscaped() {
		answer(200, Bodies.read("gemini/chat.json"));
		ChatRequest request = REQUEST.withModel("a/../b?alt=x#:c ü");
		this.fixture.provider().chat(request).block(GeminiFixture.SOON);
		assertThat(this.server.requests().get(0).line())
			.isEqualTo("POST /v1/models/a%2F..%2Fb%3Falt%3Dx%23%3Ac%20%C3%BC:generateContent HTTP/1.1");
	}

	@ParameterizedTest
	@CsvSource({
			"https://h/v1,m,https://h/v1/models/m:generateContent,https://h/v1/models/m:streamGenerateContent?alt=sse",
			"https://h/v1/,models/m,https://h/v1/models/m:generateContent,https://h/v1/models/m:streamGenerateContent?alt=sse",
			"https://h,tunedModels/m,https://h/tunedModels/m:generateContent,https://h/tunedModels/m:streamGenerateContent?alt=sse",
			"https://h/v1?a=1,m,https://h/v1/models/m:generateContent?a=1,https://h/v1/models/m:streamGenerateContent?alt=sse&a=1" })
	void addressIsJoinedWithOneSlash(URI base, String model, URI whole, URI stream) {
		GeminiSettings settings = GeminiSettings.compatible("test", base, null, List.of());
		assertThat(settings.uri(GeminiModel.of(model), false)).isEqualTo(whole);
		assertThat(settings.uri(GeminiModel.of(model), true)).isEqualTo(stream);
	}

	private void answer(int status, String body) {
		this.server.script((connection) -> connection.respond(status, "application/json", body));
	}

	private void failsWith(ErrorType type) {
		StepVerifier.create(this.fixture.provider().chat(REQUEST))
			.expectErrorSatisfies((failure) -> GeminiFixture.check(failure, type))
			.verify(GeminiFixture.SOON);
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
