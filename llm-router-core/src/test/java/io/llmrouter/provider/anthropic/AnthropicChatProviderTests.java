package io.llmrouter.provider.anthropic;

import java.net.URI;
import java.util.List;
import java.util.Map;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.provider.ErrorType;
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
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AnthropicChatProviderTests {

	private static final ChatRequest REQUEST = ChatRequest.user(AnthropicFixture.PROMPT);

	private final AnthropicFixture fixture = new AnthropicFixture();

	private final ScriptedServer server = this.fixture.server;

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void wholeAnswerIsReadAndItsInputIncludesTheCache() {
		assertThat(golden("chat")).isEqualTo(
				new ChatResponse("test", "msg_1", "claude-sonnet-4-6", List.of(new ContentPart.Text("Hello there")),
						FinishReason.STOP, "end_turn", new TokenUsage(19L, 10L, 4L, 2L, 6L, false, null), 0));
	}

	@Test
	void toolCallsAndThoughtsAreReadAndSentBackUnchanged() {
		ChatResponse answer = golden("chat-tools");
		assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
		assertThat(answer.content()).containsExactly(new ContentPart.Reasoning("Look it up.", "c2ln", null),
				new ContentPart.Reasoning("", null, "aGlkZGVu"), new ContentPart.Text("One moment."),
				new ToolCall("toolu_a", "weather", "{\"city\":\"Bern\"}", null),
				new ToolCall("toolu_b", "time", "{}", null));
		ChatRequest next = ChatRequest.builder().user("Hi").message(answer.toMessage()).build();
		this.fixture.provider().chat(next).block(AnthropicFixture.SOON);
		assertThat(this.server.requests().get(1).body())
			.contains("{\"type\":\"thinking\",\"thinking\":\"Look it up.\",\"signature\":\"c2ln\"},"
					+ "{\"type\":\"redacted_thinking\",\"data\":\"aGlkZGVu\"}");
	}

	@Test
	void jsonOfASchemaIsText() {
		assertThat(golden("chat-schema").text()).isEqualTo("{\"city\":\"Bern\"}");
	}

	@Test
	void refusalIsAnAnswer() {
		assertThat(golden("chat-refusal")).satisfies((answer) -> {
			assertThat(answer.finishReason()).isEqualTo(FinishReason.REFUSAL);
			assertThat(answer.content()).containsExactly(new ContentPart.Refusal("This was declined."));
		});
	}

	@Test
	void answerWithoutContentIsComplete() {
		assertThat(golden("chat-empty")).satisfies((answer) -> {
			assertThat(answer.content()).isEmpty();
			assertThat(answer.usage()).isEqualTo(TokenUsage.of(5, 2));
		});
	}

	@ParameterizedTest
	@CsvSource({ "end_turn,STOP", "stop_sequence,STOP", "max_tokens,LENGTH", "tool_use,TOOL_CALLS", "pause_turn,PAUSE",
			"refusal,REFUSAL", "model_context_window_exceeded,CONTEXT_WINDOW", "new,UNKNOWN" })
	void everyStopReasonHasItsMeaning(String raw, FinishReason reason) {
		answer(200, Bodies.read("anthropic/chat.json").replace("end_turn", raw));
		ChatResponse answer = this.fixture.provider().chat(REQUEST).block(AnthropicFixture.SOON);
		assertThat(answer.finishReason()).isEqualTo(reason);
		assertThat(answer.rawFinishReason()).isEqualTo(raw);
	}

	@Test
	void requestCarriesKeyVersionAndBody() {
		golden("chat");
		ScriptedServer.Request request = this.server.requests().get(0);
		assertThat(request.line()).isEqualTo("POST /v1/messages HTTP/1.1");
		assertThat(request.headers()).containsEntry("x-api-key", AnthropicFixture.KEY)
			.containsEntry("anthropic-version", "2023-06-01")
			.containsEntry("content-type", "application/json")
			.doesNotContainKey("authorization");
		assertThat(JsonMapper.shared().readTree(request.body()).path("model").stringValue()).isEqualTo("claude-test");
	}

	@Test
	void headersOfTheSettingsReplaceTheVersion() {
		answer(200, Bodies.read("anthropic/chat.json"));
		this.fixture
			.provider((settings) -> settings.withDefaultMaxTokens(77)
				.withHeaders(Map.of("Anthropic-Version", "2030-01-01", "anthropic-beta", "b1")))
			.chat(REQUEST)
			.block(AnthropicFixture.SOON);
		ScriptedServer.Request request = this.server.requests().get(0);
		assertThat(request.headers()).containsEntry("anthropic-version", "2030-01-01")
			.containsEntry("anthropic-beta", "b1");
		assertThat(request.body()).contains("\"max_tokens\":77");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  \n\n ", "{", "{\"content\":[{\"type\":\"text\",\"text\":\"cut", "hello", "[]", "5",
			"{}", "{\"content\":[]}", "{\"content\":{}}", "{\"content\":[5,{\"type\":\"text\"}]}" })
	void answerThatCannotBeUnderstoodIsInvalid(String body) {
		answer(200, body);
		failsWith(ErrorType.INVALID_RESPONSE);
	}

	@Test
	void answerOverTheLimitIsInvalid() {
		answer(200, "{\"a\":\"" + "x".repeat(5_000) + "\"}");
		StepVerifier
			.create(this.fixture
				.provider((settings) -> settings.withLimits(new WireLimits(SseLimits.defaults(), 1_000)))
				.chat(REQUEST))
			.expectErrorSatisfies((failure) -> AnthropicFixture.check(failure, ErrorType.INVALID_RESPONSE))
			.verify(AnthropicFixture.SOON);
	}

	@Test
	void errorObjectInASuccessIsTyped() {
		answer(200, Bodies.read("anthropic/errors/529-overloaded.body"));
		failsWith(ErrorType.OVERLOADED);
	}

	@Test
	void unsupportedRequestIsNotSent() {
		StepVerifier
			.create(this.fixture.provider().chat(ChatRequest.builder().user(AnthropicFixture.PROMPT).seed(5L).build()))
			.expectErrorSatisfies((failure) -> AnthropicFixture.check(failure, ErrorType.UNSUPPORTED_FEATURE))
			.verify(AnthropicFixture.SOON);
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void callWithoutAnyModelIsNotSent() {
		AnthropicSettings settings = AnthropicSettings.compatible("test", this.server.uri(), null, List.of());
		StepVerifier.create(this.fixture.provider((other) -> settings).chat(REQUEST))
			.expectErrorMatches((failure) -> ErrorType.of(failure) == ErrorType.INVALID_REQUEST
					&& failure.getMessage().contains("names a model"))
			.verify(AnthropicFixture.SOON);
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void settingsAreCheckedAndShowNoKey() {
		AnthropicSettings settings = AnthropicSettings.anthropic("claude", AnthropicFixture.KEY, List.of("m"));
		assertThat(settings.uri()).hasToString("https://api.anthropic.com/v1/messages");
		assertThat(settings.toString()).contains("api.anthropic.com").doesNotContain("canary");
		assertThatIllegalArgumentException().isThrownBy(() -> settings.withDefaultMaxTokens(0))
			.withMessageContaining("at least 1");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> AnthropicSettings.compatible("x", URI.create("v1"), null, List.of()))
			.withMessageContaining("has no host");
	}

	private ChatResponse golden(String name) {
		answer(200, Bodies.read("anthropic/" + name + ".json"));
		return this.fixture.provider().chat(REQUEST).block(AnthropicFixture.SOON);
	}

	private void answer(int status, String body) {
		this.server.script((connection) -> connection.respond(status, "application/json", body));
	}

	private void failsWith(ErrorType type) {
		StepVerifier.create(this.fixture.provider().chat(REQUEST))
			.expectErrorSatisfies((failure) -> AnthropicFixture.check(failure, type))
			.verify(AnthropicFixture.SOON);
	}

}
