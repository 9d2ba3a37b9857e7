package io.llmrouter.provider.openai;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatRequestBuilder;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.MediaSource;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.chat.ResponseFormat;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolChoice;
import io.llmrouter.chat.ToolDefinition;
import io.llmrouter.chat.ToolResult;
import io.llmrouter.chat.WireFields;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.testing.Bodies;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OpenAiRequestMapperTests {

	private static final CallSite SITE = new CallSite("openai", "gpt-5-mini", "api.openai.com");

	private final JsonMapper json = JsonMapper.shared();

	@Test
	void everyFeatureHasItsPlaceInTheRequest() {
		ToolCall first = new ToolCall("call_a", "look", "{\"x\":1}", null);
		ToolCall second = new ToolCall("call_b", "look", "{}", null);
		ChatRequest request = ChatRequest.builder()
			.system("Be brief")
			.message(media())
			.message(new Message(Message.Role.ASSISTANT,
					List.of(new ContentPart.Reasoning("hm", "sig", "secret"), new ContentPart.Text("Let me see"),
							first)))
			.message(Message.tool(ToolResult.of(first, "a cat")))
			.message(new Message(Message.Role.ASSISTANT, List.of(second)))
			.message(Message.tool(ToolResult.of(second, "a dog")))
			.message(new Message(Message.Role.ASSISTANT, List.of(new ContentPart.Refusal("No"))))
			.user("Why?")
			.tool(ToolDefinition.of("look", "Looks", "{\"type\":\"object\"}"))
			.tool(new ToolDefinition("tell", null, "{\"type\":\"object\",\"properties\":{}}", true))
			.maxOutputTokens(100)
			.temperature(1.0)
			.topP(0.95)
			.frequencyPenalty(0.1)
			.presencePenalty(-0.1)
			.seed(42L)
			.parallelToolCalls(false)
			.stop("END", "STOP")
			.reasoningEffort(ReasoningEffort.LOW)
			.toolChoice(ToolChoice.tool("look"))
			.responseFormat(ResponseFormat.jsonSchema("answer", "{\"type\":\"object\"}"))
			.extra("metadata", Map.of("team", "a"))
			.extra("service_tier", "flex")
			.build();
		assertThat(map(request, OpenAiQuirks.openAi(), true))
			.isEqualTo(this.json.readTree(Bodies.read("openai/request.json")));
	}

	@Test
	void requestWithoutOptionsHasModelAndMessagesOnly() {
		assertThat(map((request) -> request)).isEqualTo(this.json
			.readTree("{'model':'gpt-5-mini','messages':[{'role':'user','content':'Hi'}]}".replace('\'', '"')));
	}

	@Test
	void fieldsOfTheWireTakeThePlaceOfOurs() {
		Object messages = List.of(Map.of("role", "user", "content", "Hi", "name", "Ann"));
		JsonNode body = map((request) -> request.wireFields(new WireFields("openai",
				Map.of("messages", messages, "user", "u1"), List.of("messages[0].name", "user"))));
		assertThat(body).isEqualTo(this.json
			.readTree("{'model':'gpt-5-mini','messages':[{'role':'user','content':'Hi','name':'Ann'}],'user':'u1'}"
				.replace('\'', '"')));
	}

	@Test
	void compatibleProvidersGetTheOlderFields() {
		ChatRequest request = ChatRequest.builder().user("Hi").maxOutputTokens(5).build();
		JsonNode body = map(request, OpenAiQuirks.compatible(), true);
		assertThat(body.path("max_tokens").intValue()).isEqualTo(5);
		assertThat(body.has("max_completion_tokens")).isFalse();
		assertThat(body.path("stream_options")).hasToString("{\"include_usage\":true}");
	}

	@Test
	void refusalIsTextWhereTheDialectHasNoPartForIt() {
		ChatRequest request = ChatRequest.builder()
			.user("Hi")
			.message(new Message(Message.Role.ASSISTANT, List.of(new ContentPart.Refusal("No"))))
			.user("Why?")
			.build();
		assertThat(map(request, OpenAiQuirks.compatible(), false).at("/messages/1"))
			.hasToString("{\"role\":\"assistant\",\"content\":\"No\"}");
	}

	@Test
	void usageOfAStreamIsNotAskedForWhereItIsSwitchedOff() {
		JsonNode body = map(ChatRequest.user("Hi"), OpenAiQuirks.compatible().withStreamUsage(false), true);
		assertThat(body.has("stream_options")).isFalse();
		assertThat(body.path("stream").booleanValue()).isTrue();
	}

	@Test
	void extraFieldsReplaceOurOwn() {
		JsonNode body = map((request) -> request.temperature(1.0).extra("temperature", 0.25));
		assertThat(body.path("temperature").doubleValue()).isEqualTo(0.25);
	}

	@Test
	void toolChoicesAndJsonObjectHaveTheirWords() {
		assertThat(map((request) -> request.toolChoice(ToolChoice.required())).path("tool_choice").stringValue())
			.isEqualTo("required");
		assertThat(map((request) -> request.toolChoice(ToolChoice.none())).path("tool_choice").stringValue())
			.isEqualTo("none");
		assertThat(map((request) -> request.responseFormat(ResponseFormat.jsonObject())).path("response_format"))
			.hasToString("{\"type\":\"json_object\"}");
	}

	@Test
	void highestEffortIsTheWordOfTheDialect() {
		ChatRequest request = ChatRequest.builder().user("Hi").reasoningEffort(ReasoningEffort.MAX).build();
		assertThat(map(request, OpenAiQuirks.openAi(), false).path("reasoning_effort").stringValue())
			.isEqualTo("xhigh");
		assertThat(map(request, OpenAiQuirks.compatible(), false).path("reasoning_effort").stringValue())
			.isEqualTo("high");
	}

	@Test
	void topKIsRefusedByName() {
		refused(ErrorType.UNSUPPORTED_FEATURE, "topK", (request) -> request.topK(5));
	}

	@Test
	void audioByUrlIsRefusedByName() {
		MediaSource url = new MediaSource.Url(URI.create("https://example.org/a.wav"));
		refused(ErrorType.UNSUPPORTED_FEATURE, "audio by URL",
				(request) -> request.message(Message.user(new ContentPart.Audio(url))));
	}

	@Test
	void documentByUrlIsRefusedByName() {
		MediaSource url = new MediaSource.Url(URI.create("https://example.org/a.pdf"));
		refused(ErrorType.UNSUPPORTED_FEATURE, "document by URL",
				(request) -> request.message(Message.user(new ContentPart.Document(url, null))));
	}

	@Test
	void unknownAudioTypeIsRefusedByName() {
		MediaSource flac = new MediaSource.Bytes("audio/flac", new byte[1]);
		refused(ErrorType.UNSUPPORTED_FEATURE, "audio/flac",
				(request) -> request.message(Message.user(new ContentPart.Audio(flac))));
	}

	@Test
	void imageOfTheSystemIsRefusedByName() {
		ContentPart image = new ContentPart.Image(new MediaSource.Bytes("image/png", new byte[1]), null);
		refused(ErrorType.UNSUPPORTED_FEATURE, "Image",
				(request) -> request.message(new Message(Message.Role.SYSTEM, List.of(image))));
	}

	@Test
	void toolCallOfTheUserIsRefused() {
		ToolCall call = new ToolCall("1", "look", "{}", null);
		refused(ErrorType.INVALID_REQUEST, "ToolCall", (request) -> request.message(Message.user(call)));
	}

	@Test
	void schemaThatIsNoJsonIsRefused() {
		refused(ErrorType.INVALID_REQUEST, "tool 'look'",
				(request) -> request.tool(ToolDefinition.of("look", "Looks", "{")));
		refused(ErrorType.INVALID_REQUEST, "schema 'answer'",
				(request) -> request.responseFormat(ResponseFormat.jsonSchema("answer", "[]")));
	}

	private void refused(ErrorType type, String named, UnaryOperator<ChatRequestBuilder> change) {
		assertThatExceptionOfType(ProviderException.class).isThrownBy(() -> map(change))
			.withMessageContaining(named)
			.satisfies((failure) -> assertThat(failure.errorType()).isEqualTo(type));
	}

	private JsonNode map(UnaryOperator<ChatRequestBuilder> change) {
		return map(change.apply(ChatRequest.builder().user("Hi")).build(), OpenAiQuirks.openAi(), false);
	}

	private JsonNode map(ChatRequest request, OpenAiQuirks quirks, boolean stream) {
		return this.json.readTree(stream ? new OpenAiRequestMapper(this.json, quirks).mapStream(SITE, request, true)
				: new OpenAiRequestMapper(this.json, quirks).map(SITE, request));
	}

	private static Message media() {
		return Message.user(new ContentPart.Text("What is this?"),
				new ContentPart.Image(new MediaSource.Url(URI.create("https://example.org/a.png")), "low"),
				new ContentPart.Image(new MediaSource.Bytes("image/png", new byte[] { 1, 2 }), null),
				new ContentPart.Audio(new MediaSource.Bytes("audio/wav", new byte[] { 3, 4 })),
				new ContentPart.Document(new MediaSource.Bytes("application/pdf", new byte[] { 5, 6 }), "a.pdf"));
	}

}
