package io.llmrouter.provider.gemini;

import java.net.URI;
import java.util.List;
import java.util.Locale;
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
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.testing.Bodies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class GeminiRequestMapperTests {

	private static final CallSite SITE = new CallSite("gemini", "gemini-3-flash", "g.example");

	private static final ToolCall SIGNED = new ToolCall("call_a", "look", "{\"x\":1}", "c2ln");

	private static final ToolCall SECOND = new ToolCall("call_b", "look", "", null);

	private static final ToolCall FOREIGN = new ToolCall("call_c", "look", "{}", null);

	private final JsonMapper json = JsonMapper.shared();

	@Test
	void everyFeatureHasItsPlaceInTheRequest() {
		ChatRequestBuilder request = ChatRequest.builder();
		addConversation(request);
		request.tool(ToolDefinition.of("look", "Looks", "{\"type\":\"object\"}"))
			.tool(new ToolDefinition("tell", null, "{\"type\":\"object\",\"properties\":{}}", true))
			.maxOutputTokens(100)
			.temperature(0.5)
			.topP(0.9)
			.topK(40)
			.frequencyPenalty(0.1)
			.presencePenalty(-0.1)
			.seed(42L)
			.parallelToolCalls(true)
			.stop("END", "STOP")
			.reasoningEffort(ReasoningEffort.LOW)
			.toolChoice(ToolChoice.tool("look"))
			.responseFormat(ResponseFormat.jsonSchema("answer", "{\"type\":\"object\"}"))
			.extra("generationConfig", Map.of("mediaResolution", "MEDIA_RESOLUTION_LOW"))
			.extra("safetySettings",
					List.of(Map.of("category", "HARM_CATEGORY_HARASSMENT", "threshold", "BLOCK_NONE")));
		assertThat(map("gemini-3-flash", request.build()))
			.isEqualTo(this.json.readTree(Bodies.read("gemini/request.json")));
	}

	@Test
	void requestWithoutOptionsHasContentsOnly() {
		assertThat(map((request) -> request))
			.isEqualTo(this.json.readTree("{'contents':[{'role':'user','parts':[{'text':'Hi'}]}]}".replace('\'', '"')));
	}

	@ParameterizedTest
	@CsvSource({ "NONE,minimal", "MINIMAL,minimal", "LOW,low", "MEDIUM,medium", "HIGH,high", "MAX,high" })
	void effortIsALevelSinceGemini3(ReasoningEffort effort, String level) {
		JsonNode thinking = thinking("models/gemini-3.5-flash", effort);
		assertThat(thinking.path("thinkingLevel").stringValue()).isEqualTo(level.toUpperCase(Locale.ROOT));
		assertThat(thinking.has("thinkingBudget")).isFalse();
		assertThat(thinking.path("includeThoughts").asBoolean(false)).isEqualTo(effort != ReasoningEffort.NONE);
	}

	@ParameterizedTest
	@CsvSource({ "NONE,0,128", "MINIMAL,1024,1024", "LOW,1024,1024", "MEDIUM,8192,8192", "HIGH,24576,24576",
			"MAX,24576,32768" })
	void effortIsABudgetUpToGemini25(ReasoningEffort effort, int flash, int pro) {
		assertThat(thinking("gemini-2.5-flash", effort).path("thinkingBudget").intValue()).isEqualTo(flash);
		assertThat(thinking("models/gemini-2.5-pro", effort).path("thinkingBudget").intValue()).isEqualTo(pro);
		assertThat(thinking("gemini-2.5-pro", effort).has("thinkingLevel")).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "gemini-3-flash-preview,MINIMAL,minimal", "gemini-3.1-flash-lite,NONE,minimal",
			"gemini-3.8-flash,MINIMAL,low", "gemini-flash-latest,NONE,low", "gemini-3-pro-preview,MEDIUM,high",
			"gemini-3.1-pro-preview,MEDIUM,medium", "gemini-4-ultra,NONE,low", "gemini-4-ultra,MAX,high" })
	void everyModelGetsALevelThatItKnows(String model, ReasoningEffort effort, String level) {
		assertThat(thinking(model, effort).path("thinkingLevel").stringValue())
			.isEqualTo(level.toUpperCase(Locale.ROOT));
	}

	@Test
	void leastLevelOfAProModelIsLow() {
		assertThat(thinking("gemini-3.1-pro", ReasoningEffort.NONE).path("thinkingLevel").stringValue())
			.isEqualTo("LOW");
		assertThat(thinking("gemini-3.1-pro", ReasoningEffort.HIGH).path("thinkingLevel").stringValue())
			.isEqualTo("HIGH");
	}

	@Test
	void olderModelsGetNoMadeUpSignature() {
		ChatRequest request = ChatRequest.builder()
			.user("Hi")
			.message(new Message(Message.Role.ASSISTANT, List.of(FOREIGN)))
			.message(Message.tool(ToolResult.of(FOREIGN, "a cat")))
			.build();
		assertThat(map("gemini-2.5-flash", request).toString()).doesNotContain("thoughtSignature");
		assertThat(map("gemini-3-flash", request).toString()).contains("skip_thought_signature_validator");
	}

	@Test
	void thoughtsOfEarlierAnswersAreLeftOut() {
		ContentPart thought = new ContentPart.Reasoning("hm", "foreign", "secret");
		JsonNode body = map((request) -> request.message(new Message(Message.Role.ASSISTANT, List.of(thought))));
		assertThat(body.path("contents").size()).isEqualTo(1);
	}

	@Test
	void resultsOfOneTurnAreOneContentInSeveralMessagesToo() {
		JsonNode body = map((request) -> request.message(new Message(Message.Role.ASSISTANT, List.of(SIGNED, SECOND)))
			.message(Message.tool(ToolResult.of(SIGNED, "1")))
			.message(Message.tool(ToolResult.of(SECOND, "2"))));
		assertThat(body.path("contents").size()).isEqualTo(3);
		assertThat(body.path("contents").path(2).path("parts").size()).isEqualTo(2);
	}

	@Test
	void extraFieldsReplaceOurOwnAndLeaveTheOthers() {
		JsonNode body = map((request) -> request.temperature(1.0)
			.topK(3)
			.extra("generationConfig", Map.of("temperature", 0.25, "thinkingConfig", Map.of("thinkingBudget", -1))));
		assertThat(body.path("generationConfig")).isEqualTo(
				this.json.readTree("{\"temperature\":0.25,\"topK\":3,\"thinkingConfig\":{\"thinkingBudget\":-1}}"));
	}

	@Test
	void toolChoicesAndJsonObjectHaveTheirWords() {
		assertThat(mode((request) -> request.toolChoice(ToolChoice.required()))).isEqualTo("ANY");
		assertThat(mode((request) -> request.toolChoice(ToolChoice.none()))).isEqualTo("NONE");
		assertThat(mode((request) -> request.toolChoice(ToolChoice.auto()))).isEqualTo("AUTO");
		assertThat(map((request) -> request.responseFormat(ResponseFormat.jsonObject())).path("generationConfig"))
			.hasToString("{\"responseMimeType\":\"application/json\"}");
	}

	@Test
	void strictToolIsValidated() {
		ToolDefinition strict = new ToolDefinition("look", null, "{\"type\":\"object\"}", true);
		assertThat(mode((request) -> request.tool(strict))).isEqualTo("VALIDATED");
		assertThat(mode((request) -> request.tool(strict).toolChoice(ToolChoice.auto()))).isEqualTo("VALIDATED");
		assertThat(mode((request) -> request.tool(strict).toolChoice(ToolChoice.none()))).isEqualTo("NONE");
	}

	@Test
	void singleToolCallsAreRefusedByName() {
		refused(ErrorType.UNSUPPORTED_FEATURE, "parallelToolCalls", (request) -> request.parallelToolCalls(false));
	}

	@Test
	void imageOfTheSystemIsRefusedByName() {
		ContentPart image = new ContentPart.Image(new MediaSource.Bytes("image/png", new byte[1]), null);
		refused(ErrorType.UNSUPPORTED_FEATURE, "Image",
				(request) -> request.message(new Message(Message.Role.SYSTEM, List.of(image))));
	}

	@Test
	void imageOfAToolIsRefusedByName() {
		ContentPart image = new ContentPart.Image(new MediaSource.Bytes("image/png", new byte[1]), null);
		refused(ErrorType.UNSUPPORTED_FEATURE, "media in the result of a tool",
				(request) -> request.message(Message.tool(new ToolResult("1", "look", List.of(image), false))));
	}

	@Test
	void toolCallOfTheUserIsRefused() {
		refused(ErrorType.INVALID_REQUEST, "ToolCall", (request) -> request.message(Message.user(SIGNED)));
	}

	@Test
	void requestOfInstructionsOnlyIsRefused() {
		assertThatExceptionOfType(ProviderException.class)
			.isThrownBy(() -> map("gemini-3-flash", ChatRequest.builder().system("Be brief").build()))
			.withMessageContaining("add a user message");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"secret", "[1]", "5", "secret" })
	void argumentsThatAreNoObjectAreRefusedUnseen(String arguments) {
		ToolCall call = new ToolCall("1", "look", arguments, null);
		refused(ErrorType.INVALID_REQUEST, "tool 'look'",
				(request) -> request.message(new Message(Message.Role.ASSISTANT, List.of(call))));
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
			.satisfies((failure) -> assertThat(failure.errorType()).isEqualTo(type))
			.satisfies((failure) -> assertThat(failure).hasMessageNotContaining("secret"));
	}

	private JsonNode thinking(String model, ReasoningEffort effort) {
		ChatRequest request = ChatRequest.builder().user("Hi").reasoningEffort(effort).build();
		return map(model, request).path("generationConfig").path("thinkingConfig");
	}

	private String mode(UnaryOperator<ChatRequestBuilder> change) {
		return map(change).path("toolConfig").path("functionCallingConfig").path("mode").stringValue();
	}

	private JsonNode map(UnaryOperator<ChatRequestBuilder> change) {
		return map("gemini-3-flash", change.apply(ChatRequest.builder().user("Hi")).build());
	}

	private JsonNode map(String model, ChatRequest request) {
		return this.json.readTree(new GeminiRequestMapper(this.json).map(SITE, GeminiModel.of(model), request));
	}

	private static void addConversation(ChatRequestBuilder request) {
		ToolCall last = new ToolCall("call_d", "look", "{}", null);
		request.system("Be brief")
			.message(media())
			.message(new Message(Message.Role.ASSISTANT,
					List.of(new ContentPart.Reasoning("hm", "sig", "secret"), new ContentPart.Text("Let me see"),
							SIGNED, SECOND)))
			.message(Message.tool(ToolResult.of(SIGNED, "a cat"), ToolResult.of(SECOND, "{\"animal\":\"dog\"}")))
			.message(new Message(Message.Role.ASSISTANT, List.of(FOREIGN, last)))
			.message(Message.tool(new ToolResult("call_c", "look",
					List.of(new ContentPart.Text("no such "), new ContentPart.Text("animal")), true)))
			.message(Message.tool(ToolResult.of(last, "[1]")))
			.message(Message.system("Be kind"))
			.message(new Message(Message.Role.ASSISTANT, List.of(new ContentPart.Refusal("No"))))
			.user("Why?");
	}

	private static Message media() {
		return Message.user(new ContentPart.Text("What is this?"),
				new ContentPart.Image(new MediaSource.Url(URI.create("https://example.org/a.png?size=1")), "low"),
				new ContentPart.Image(new MediaSource.Bytes("image/png", new byte[] { 1, 2 }), null),
				new ContentPart.Audio(new MediaSource.Bytes("audio/wav", new byte[] { 3, 4 })),
				new ContentPart.Document(new MediaSource.Bytes("application/pdf", new byte[] { 5, 6 }), "a.pdf"),
				new ContentPart.Document(
						new MediaSource.Url(URI.create("https://generativelanguage.googleapis.com/v1beta/files/x1")),
						null));
	}

}
