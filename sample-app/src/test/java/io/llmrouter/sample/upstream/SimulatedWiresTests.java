package io.llmrouter.sample.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatRequestBuilder;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.MediaSource;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ResponseFormat;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolChoice;
import io.llmrouter.chat.ToolDefinition;
import io.llmrouter.chat.ToolResult;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.anthropic.AnthropicChatProvider;
import io.llmrouter.provider.anthropic.AnthropicSettings;
import io.llmrouter.provider.gemini.GeminiChatProvider;
import io.llmrouter.provider.gemini.GeminiSettings;
import io.llmrouter.provider.ollama.OllamaChatProvider;
import io.llmrouter.provider.ollama.OllamaSettings;
import io.llmrouter.provider.openai.OpenAiChatProvider;
import io.llmrouter.provider.openai.OpenAiSettings;
import io.llmrouter.sample.upstream.answer.Failure;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for the wires of {@link SimulatedUpstream}, asked by the adapters that are made
 * for the real providers.
 */
class SimulatedWiresTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final String SCHEMA = """
			{"type": "object", "required": ["city"], "additionalProperties": false,
			 "properties": {"city": {"type": "string", "enum": ["Zürich 😀", "Bern"]}}}""";

	private static final ToolDefinition WEATHER = ToolDefinition.of("weather", "Tells it", SCHEMA);

	private static final ToolDefinition CLOCK = ToolDefinition.of("clock", "Tells it", SCHEMA);

	private static SimulatedUpstream upstream;

	@BeforeAll
	static void start() {
		upstream = SimulatedUpstream.start(new UpstreamProperties(0, 20261123L,
				Map.of("sound", UpstreamCharacter.sound(Duration.ZERO, Duration.ZERO))));
	}

	@AfterAll
	static void stop() {
		upstream.close();
	}

	@ParameterizedTest
	@EnumSource
	void wholeAnswerHasTextFinishAndUsage(Wire wire) {
		ChatResponse answer = wire.chat(ChatRequest.user("How do I choose a provider?"), "key");
		assertThat(answer.text()).hasSizeGreaterThan(80);
		assertThat(answer.model()).isEqualTo("test-1");
		assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
		assertThat(answer.usage().inputTokens()).isEqualTo(27 / 4);
		assertThat(answer.usage().outputTokens()).isEqualTo(answer.text().length() / 4);
	}

	@ParameterizedTest
	@EnumSource
	void streamIsTheWholeAnswerTokenByToken(Wire wire) {
		ChatRequest request = ChatRequest.user("How do I choose a provider?");
		List<ChatChunk> chunks = wire.stream(request);
		assertThat(text(chunks)).isEqualTo(wire.chat(request, "key").text());
		assertThat(chunks.stream().filter(ChatChunk.TextDelta.class::isInstance)).hasSizeGreaterThan(20);
		assertThat(chunks).filteredOn(ChatChunk.Finish.class::isInstance)
			.singleElement()
			.satisfies((finish) -> assertThat(((ChatChunk.Finish) finish).reason()).isEqualTo(FinishReason.STOP));
		assertThat(chunks).filteredOn(ChatChunk.Usage.class::isInstance)
			.singleElement()
			.satisfies((usage) -> assertThat(((ChatChunk.Usage) usage).usage().outputTokens())
				.isEqualTo(text(chunks).length() / 4));
	}

	@ParameterizedTest
	@EnumSource
	void tokenLimitEndsTheAnswer(Wire wire) {
		ChatResponse answer = wire.chat(request("Hello").maxOutputTokens(3).build(), "key");
		assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
		assertThat(answer.text().split(" ")).hasSize(3);
	}

	@ParameterizedTest
	@EnumSource
	void toolsAreCalledAndTheirResultsAnswered(Wire wire) {
		ChatRequestBuilder request = request("What do weather and clock say?").tool(WEATHER).tool(CLOCK);
		ChatResponse answer = wire.chat(request.build(), "key");
		assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
		assertThat(answer.toolCalls()).extracting(ToolCall::name).containsExactly("weather", "clock");
		assertThat(answer.toolCalls()).extracting(ToolCall::arguments).containsOnly("{\"city\":\"Zürich 😀\"}");
		List<Message> messages = new ArrayList<>(request.build().messages());
		messages.add(answer.toMessage());
		answer.toolCalls().forEach((call) -> messages.add(Message.tool(ToolResult.of(call, "12"))));
		ChatResponse last = wire.chat(ChatRequest.builder().messages(messages).tool(WEATHER).tool(CLOCK).build(),
				"key");
		assertThat(last.text()).startsWith("The tool answered: ").contains("12");
	}

	@ParameterizedTest
	@EnumSource
	void streamedCallsAreWhole(Wire wire) {
		List<ChatChunk> chunks = wire
			.stream(request("What do weather and clock say?").tool(WEATHER).tool(CLOCK).build());
		StringBuilder[] calls = { new StringBuilder(), new StringBuilder() };
		for (ChatChunk chunk : chunks) {
			if (chunk instanceof ChatChunk.ToolCallDelta delta) {
				calls[delta.index()].append((delta.name() != null) ? delta.name() : "").append(delta.arguments());
			}
		}
		assertThat(calls[0]).hasToString("weather{\"city\":\"Zürich 😀\"}");
		assertThat(calls[1]).hasToString("clock{\"city\":\"Zürich 😀\"}");
	}

	@ParameterizedTest
	@EnumSource(names = "OLLAMA", mode = EnumSource.Mode.EXCLUDE)
	void toolThatMustBeCalledIsCalled(Wire wire) {
		ChatRequestBuilder request = request("Hello").tool(WEATHER).tool(CLOCK).toolChoice(ToolChoice.tool("clock"));
		assertThat(wire.chat(request.build(), "key").toolCalls()).extracting(ToolCall::name).containsExactly("clock");
		assertThat(wire.chat(request.toolChoice(ToolChoice.none()).build(), "key").toolCalls()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void jsonFollowsTheSchema(Wire wire) {
		ChatRequest request = request("Hello").responseFormat(ResponseFormat.jsonSchema("place", SCHEMA)).build();
		assertThat(wire.chat(request, "key").text()).isEqualTo("{\"city\":\"Zürich 😀\"}");
		assertThat(text(wire.stream(request))).isEqualTo("{\"city\":\"Zürich 😀\"}");
	}

	@ParameterizedTest
	@EnumSource(names = "ANTHROPIC", mode = EnumSource.Mode.EXCLUDE)
	void anyObjectIsAnObject(Wire wire) {
		ChatRequest request = request("Hello").responseFormat(ResponseFormat.jsonObject()).build();
		assertThat(JsonMapper.shared().readTree(wire.chat(request, "key").text()).isObject()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void imageIsSeen(Wire wire) {
		ContentPart image = new ContentPart.Image(new MediaSource.Bytes("image/png", new byte[] { 1, 2, 3 }), null);
		Message message = new Message(Message.Role.USER, List.of(new ContentPart.Text("Look"), image));
		ChatResponse answer = wire.chat(ChatRequest.builder().messages(List.of(message)).build(), "key");
		assertThat(answer.text()).startsWith("I was given one attachment. ");
	}

	@ParameterizedTest
	@EnumSource
	void everyFailureIsToldInTheWordsOfTheWire(Wire wire) {
		for (Failure failure : Failure.values()) {
			String name = failure.name().toLowerCase(Locale.ROOT);
			boolean stream = failure.ordinal() % 2 == 0;
			ProviderException told = wire.failure("error:" + name, stream);
			assertThat(told.errorType()).as(wire + " " + name).isEqualTo(wire.errorType(failure));
		}
	}

	@ParameterizedTest
	@EnumSource
	void statusIsTheOneAskedFor(Wire wire) {
		assertThat(wire.failure("status:418", false).details().status()).isEqualTo(418);
		assertThat(wire.failure("status:500", true).details().status()).isEqualTo(500);
	}

	@ParameterizedTest
	@EnumSource
	void rateLimitSaysHowLongToWaitWhereTheWireCan(Wire wire) {
		Duration wait = (wire != Wire.OLLAMA) ? Duration.ofSeconds(3) : null;
		assertThat(wire.failure("error:rate_limited", true).details().retryAfter()).isEqualTo(wait);
	}

	@ParameterizedTest
	@EnumSource
	void errorWithinAStreamIsToldAsOne(Wire wire) {
		assertThat(wire.failure("end:error", true).errorType()).isIn(ErrorType.STREAM_INTERRUPTED,
				ErrorType.SERVER_ERROR);
		assertThat(wire.failure("end:error", false).errorType()).isEqualTo(ErrorType.SERVER_ERROR);
	}

	@ParameterizedTest
	@EnumSource
	void cutIsNoAnswer(Wire wire) {
		assertThat(wire.failure("end:cut", true).errorType()).isIn(ErrorType.STREAM_INTERRUPTED, ErrorType.CONNECTION);
		assertThat(wire.failure("end:cut", false).errorType()).isEqualTo(ErrorType.CONNECTION);
	}

	@ParameterizedTest
	@EnumSource(names = "OLLAMA", mode = EnumSource.Mode.EXCLUDE)
	void keyIsNeededWhereTheProviderNeedsOne(Wire wire) {
		ErrorType expected = (wire == Wire.GEMINI) ? ErrorType.PERMISSION_DENIED : ErrorType.AUTHENTICATION;
		ProviderException failure = catchThrowableOfType(ProviderException.class,
				() -> wire.chat(ChatRequest.user("Hello"), null));
		assertThat(failure.errorType()).isEqualTo(expected);
	}

	private static ChatRequestBuilder request(String message) {
		return ChatRequest.builder().user(message);
	}

	private static String text(List<ChatChunk> chunks) {
		return chunks.stream().map(ChatChunk::text).reduce("", String::concat);
	}

	enum Wire {

		OPENAI, ANTHROPIC, GEMINI, OLLAMA;

		ChatResponse chat(ChatRequest request, String key) {
			return provider(key).chat(request).block(PATIENCE);
		}

		List<ChatChunk> stream(ChatRequest request) {
			return provider("key").stream(request).collectList().block(PATIENCE);
		}

		ProviderException failure(String message, boolean stream) {
			ChatRequest request = ChatRequest.user(message);
			return catchThrowableOfType(ProviderException.class, () -> {
				if (stream) {
					stream(request);
				}
				else {
					chat(request, "key");
				}
			});
		}

		ErrorType errorType(Failure failure) {
			return switch (failure) {
				case TIMEOUT -> ErrorType.TIMEOUT_FIRST_TOKEN;
				case CONTENT_FILTER -> (this == OLLAMA) ? ErrorType.INVALID_REQUEST : ErrorType.CONTENT_FILTER;
				default -> ErrorType.valueOf(failure.name());
			};
		}

		private ChatProvider provider(String key) {
			URI base = URI.create("http://127.0.0.1:" + upstream.port() + "/sound");
			WebClient client = WebClient.create();
			JsonMapper json = JsonMapper.shared();
			List<String> models = List.of("test-1");
			return switch (this) {
				case OPENAI ->
					new OpenAiChatProvider(OpenAiSettings.compatible("test", URI.create(base + "/v1"), key, models),
							client, json, TimeSource.SYSTEM, Schedulers.parallel());
				case ANTHROPIC -> new AnthropicChatProvider(
						AnthropicSettings.compatible("test", URI.create(base + "/v1"), key, models), client, json,
						TimeSource.SYSTEM, Schedulers.parallel());
				case GEMINI ->
					new GeminiChatProvider(GeminiSettings.compatible("test", URI.create(base + "/v1beta"), key, models),
							client, json, TimeSource.SYSTEM, Schedulers.parallel());
				case OLLAMA -> new OllamaChatProvider(OllamaSettings.of("test", base, key, models), client, json,
						TimeSource.SYSTEM, Schedulers.parallel());
			};
		}

	}

}
