package io.llmrouter.provider.anthropic;

import java.net.URI;
import java.nio.charset.StandardCharsets;
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

class AnthropicRequestMapperTests {

	private static final ContentPart PICTURE = new ContentPart.Image(
			new MediaSource.Bytes("image/png", new byte[] { 1, 2 }), null);

	private final JsonMapper json = JsonMapper.shared();

	@Test
	void everyFeatureHasItsPlaceInTheRequest() {
		ChatRequest request = conversation().tool(ToolDefinition.of("look", "Looks", "{\"type\":\"object\"}"))
			.tool(new ToolDefinition("tell", null, "{\"type\":\"object\",\"properties\":{}}", true))
			.maxOutputTokens(3000)
			.temperature(0.5)
			.topP(0.9)
			.topK(40)
			.parallelToolCalls(false)
			.stop("END", "STOP")
			.toolChoice(ToolChoice.tool("look"))
			.responseFormat(ResponseFormat.jsonSchema("answer", "{\"type\":\"object\"}"))
			.extra("metadata", Map.of("user_id", "a"))
			.extra("service_tier", "auto")
			.build();
		assertThat(map("claude-sonnet-4-5", request, true))
			.isEqualTo(this.json.readTree(Bodies.read("anthropic/request.json")));
	}

	@Test
	void requestWithoutOptionsHasTheRequiredFieldsOnly() {
		assertThat(map((request) -> request))
			.isEqualTo(read("{'model':'claude-sonnet-4-6','messages':[{'role':'user','content':"
					+ "[{'type':'text','text':'Hi'}]}],'max_tokens':4096}"));
	}

	@Test
	void neighboursOfOneRoleAreOneMessage() {
		JsonNode messages = map((request) -> request.system("Be brief")
			.user("there")
			.message(Message.assistant("A"))
			.message(Message.assistant("B"))).path("messages");
		assertThat(messages).isEqualTo(read("[{'role':'user','content':[{'type':'text','text':'Hi'},"
				+ "{'type':'text','text':'there'}]},{'role':'assistant','content':[{'type':'text','text':'A'},"
				+ "{'type':'text','text':'B'}]}]"));
	}

	@Test
	void foreignThoughtsAndMessagesLeftEmptyAreDropped() {
		Message foreign = new Message(Message.Role.ASSISTANT,
				List.of(new ContentPart.Reasoning("secret", null, null), new ContentPart.Text("  ")));
		assertThat(map((request) -> request.message(foreign).user("there")).path("messages")).hasSize(1)
			.hasToString("[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"},"
					+ "{\"type\":\"text\",\"text\":\"there\"}]}]");
	}

	@ParameterizedTest
	@CsvSource({ "MINIMAL,1024,5120", "LOW,2048,6144", "MEDIUM,8192,12288", "HIGH,16384,20480", "MAX,24576,28672" })
	void olderModelsGetABudgetOnTopOfTheDefaultLimit(ReasoningEffort effort, int budget, int limit) {
		for (String model : List.of("claude-3-7-sonnet-20250219", "claude-opus-4-1", "claude-opus-4-20250514",
				"claude-sonnet-4-5-20250929", "claude-haiku-4-5")) {
			JsonNode body = map(model, thinking(effort, null), false);
			assertThat(body.path("thinking")).isEqualTo(read("{'type':'enabled','budget_tokens':" + budget + "}"));
			assertThat(body.path("max_tokens").intValue()).isEqualTo(limit);
			assertThat(body.has("output_config")).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource({ "MINIMAL,low,5120", "LOW,low,6144", "MEDIUM,medium,12288", "HIGH,high,20480", "MAX,max,28672" })
	void newerModelsGetAWord(ReasoningEffort effort, String word, int limit) {
		for (String model : List.of("claude-sonnet-4-6", "claude-opus-4-6", "claude-opus-4-7", "claude-opus-5")) {
			JsonNode body = map(model, thinking(effort, null), false);
			assertThat(body.path("thinking")).isEqualTo(read("{'type':'adaptive'}"));
			assertThat(body.path("output_config")).isEqualTo(read("{'effort':'" + word + "'}"));
			assertThat(body.path("max_tokens").intValue()).isEqualTo(limit);
		}
	}

	@ParameterizedTest
	@CsvSource({ "2049,2049", "2048,4096", "100,2148" })
	void limitOfTheCallerIsRaisedOnlyWhereABudgetNeedsIt(int asked, int sent) {
		assertThat(map("claude-haiku-4-5", thinking(ReasoningEffort.LOW, asked), false).path("max_tokens").intValue())
			.isEqualTo(sent);
		assertThat(map("claude-opus-4-7", thinking(ReasoningEffort.LOW, asked), false).path("max_tokens").intValue())
			.isEqualTo(asked);
	}

	@Test
	void noEffortSwitchesThinkingOff() {
		JsonNode body = map("claude-haiku-4-5", thinking(ReasoningEffort.NONE, null), false);
		assertThat(body.path("thinking")).isEqualTo(read("{'type':'disabled'}"));
		assertThat(body.path("max_tokens").intValue()).isEqualTo(4096);
	}

	@ParameterizedTest
	@ValueSource(strings = { "claude-fable-5-1", "claude-mythos-5", "claude-opus-5-5" })
	void modelThatAlwaysThinksIsToldToThinkLittle(String model) {
		JsonNode body = map(model, thinking(ReasoningEffort.NONE, null), false);
		assertThat(body.path("thinking")).isEqualTo(read("{'type':'adaptive'}"));
		assertThat(body.path("output_config")).isEqualTo(read("{'effort':'low'}"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "claude-haiku-4-5", "claude-opus-4-7" })
	void whatAThinkingModelRefusesIsNotSent(String model) {
		refusedWhileThinking(model, "a tool call that must be made",
				(request) -> request.toolChoice(ToolChoice.tool("look")));
		refusedWhileThinking(model, "a tool call that must be made",
				(request) -> request.toolChoice(ToolChoice.required()));
		refusedWhileThinking(model, "'temperature' other than 1", (request) -> request.temperature(0.5));
		refusedWhileThinking(model, "'topK'", (request) -> request.topK(5));
		refusedWhileThinking(model, "'topP' under 0.95", (request) -> request.topP(0.9));
	}

	@Test
	void whatAThinkingModelTakesIsSent() {
		ChatRequest request = ChatRequest.builder()
			.user("Hi")
			.tool(ToolDefinition.of("look", "Looks", "{}"))
			.reasoningEffort(ReasoningEffort.LOW)
			.toolChoice(ToolChoice.auto())
			.temperature(1.0)
			.topP(0.95)
			.build();
		JsonNode body = map("claude-haiku-4-5", request, false);
		assertThat(body.path("thinking").path("type").stringValue()).isEqualTo("enabled");
		assertThat(body.path("tool_choice")).isEqualTo(read("{'type':'auto'}"));
		assertThat(body.path("temperature").doubleValue()).isEqualTo(1);
	}

	@Test
	void modelThatDoesNotThinkMayBeMadeToCallATool() {
		JsonNode body = map((request) -> request.reasoningEffort(ReasoningEffort.NONE)
			.tool(ToolDefinition.of("look", "Looks", "{}"))
			.toolChoice(ToolChoice.tool("look"))
			.temperature(0.5));
		assertThat(body.path("tool_choice")).isEqualTo(read("{'type':'tool','name':'look'}"));
	}

	private void refusedWhileThinking(String model, String named, UnaryOperator<ChatRequestBuilder> change) {
		ChatRequestBuilder request = ChatRequest.builder().user("Hi").reasoningEffort(ReasoningEffort.LOW);
		assertThatExceptionOfType(ProviderException.class)
			.isThrownBy(() -> map(model, change.apply(request).build(), false))
			.withMessageContaining(named)
			.withMessageContaining("leave one of the two out")
			.satisfies((failure) -> assertThat(failure.errorType()).isEqualTo(ErrorType.UNSUPPORTED_FEATURE));
	}

	@Test
	void effortAndSchemaShareTheirObject() {
		JsonNode body = map((request) -> request.reasoningEffort(ReasoningEffort.HIGH)
			.responseFormat(ResponseFormat.jsonSchema("answer", "{}")));
		assertThat(body.path("output_config"))
			.isEqualTo(read("{'effort':'high','format':{'type':'json_schema','schema':{}}}"));
	}

	@Test
	void toolChoicesHaveTheirWords() {
		assertThat(toolChoice(ToolChoice.required(), null)).isEqualTo(read("{'type':'any'}"));
		assertThat(toolChoice(ToolChoice.none(), false)).isEqualTo(read("{'type':'none'}"));
		assertThat(toolChoice(ToolChoice.auto(), true)).isEqualTo(read("{'type':'auto'}"));
		assertThat(toolChoice(null, false)).isEqualTo(read("{'type':'auto','disable_parallel_tool_use':true}"));
		assertThat(toolChoice(null, null).isMissingNode()).isTrue();
		assertThat(map((request) -> request.parallelToolCalls(false)).has("tool_choice")).isFalse();
	}

	@Test
	void extraFieldsReplaceOurOwn() {
		JsonNode body = map((request) -> request.temperature(1.0).extra("temperature", 0.25).extra("max_tokens", 7));
		assertThat(body.path("temperature").doubleValue()).isEqualTo(0.25);
		assertThat(body.path("max_tokens").intValue()).isEqualTo(7);
	}

	@Test
	void whatTheProtocolLacksIsRefusedByName() {
		refused(ErrorType.UNSUPPORTED_FEATURE, "'seed'", (request) -> request.seed(1L));
		refused(ErrorType.UNSUPPORTED_FEATURE, "'frequencyPenalty'", (request) -> request.frequencyPenalty(0.1));
		refused(ErrorType.UNSUPPORTED_FEATURE, "'presencePenalty'", (request) -> request.presencePenalty(0.1));
		refused(ErrorType.UNSUPPORTED_FEATURE, "'temperature' over 1", (request) -> request.temperature(1.1));
		refused(ErrorType.UNSUPPORTED_FEATURE, "'JSON object'; use the response format 'JSON schema' instead",
				(request) -> request.responseFormat(ResponseFormat.jsonObject()));
	}

	@Test
	void mediaThatTheProtocolLacksIsRefusedByName() {
		MediaSource wav = new MediaSource.Bytes("audio/wav", new byte[1]);
		MediaSource tiff = new MediaSource.Bytes("image/tiff", new byte[1]);
		MediaSource word = new MediaSource.Bytes("application/msword", new byte[1]);
		refused(ErrorType.UNSUPPORTED_FEATURE, "audio", user(new ContentPart.Audio(wav)));
		refused(ErrorType.UNSUPPORTED_FEATURE, "image/tiff", user(new ContentPart.Image(tiff, null)));
		refused(ErrorType.UNSUPPORTED_FEATURE, "application/msword", user(new ContentPart.Document(word, null)));
		refused(ErrorType.UNSUPPORTED_FEATURE, "Image",
				(request) -> request.message(new Message(Message.Role.SYSTEM, List.of(PICTURE))));
	}

	@Test
	void partsInTheWrongPlaceAreRefused() {
		ToolCall call = new ToolCall("1", "look", "{}", null);
		refused(ErrorType.INVALID_REQUEST, "ToolCall", user(call));
		refused(ErrorType.INVALID_REQUEST, "ToolResult",
				(request) -> request.message(new Message(Message.Role.ASSISTANT, List.of(ToolResult.of(call, "x")))));
		refused(ErrorType.INVALID_REQUEST, "Text",
				(request) -> request.message(new Message(Message.Role.TOOL, List.of(new ContentPart.Text("x")))));
	}

	@Test
	void jsonThatIsNoObjectIsRefused() {
		refused(ErrorType.INVALID_REQUEST, "tool 'look'",
				(request) -> request.tool(ToolDefinition.of("look", "Looks", "{")));
		refused(ErrorType.INVALID_REQUEST, "schema 'answer'",
				(request) -> request.responseFormat(ResponseFormat.jsonSchema("answer", "[]")));
		ToolCall call = new ToolCall("1", "look", "{\"secret\":", null);
		refused(ErrorType.INVALID_REQUEST, "call of tool 'look'",
				(request) -> request.message(new Message(Message.Role.ASSISTANT, List.of(call))));
	}

	@Test
	void instructionsAloneAreRefused() {
		ChatRequest request = ChatRequest.builder().system("Be brief").build();
		assertThatExceptionOfType(ProviderException.class).isThrownBy(() -> map("m", request, false))
			.withMessageContaining("instructions only");
	}

	private void refused(ErrorType type, String named, UnaryOperator<ChatRequestBuilder> change) {
		assertThatExceptionOfType(ProviderException.class).isThrownBy(() -> map(change))
			.withMessageContaining(named)
			.satisfies((failure) -> assertThat(failure.errorType()).isEqualTo(type));
	}

	private JsonNode toolChoice(ToolChoice choice, Boolean parallel) {
		return map((request) -> request.tool(ToolDefinition.of("look", "Looks", "{}"))
			.toolChoice(choice)
			.parallelToolCalls(parallel)).path("tool_choice");
	}

	private JsonNode map(UnaryOperator<ChatRequestBuilder> change) {
		return map("claude-sonnet-4-6", change.apply(ChatRequest.builder().user("Hi")).build(), false);
	}

	private JsonNode map(String model, ChatRequest request, boolean stream) {
		CallSite site = new CallSite("anthropic", model, "api.anthropic.com");
		return this.json.readTree(new AnthropicRequestMapper(this.json, 4096).map(site, request, stream));
	}

	private JsonNode read(String text) {
		return this.json.readTree(text.replace('\'', '"'));
	}

	private static ChatRequest thinking(ReasoningEffort effort, Integer limit) {
		return ChatRequest.builder().user("Hi").reasoningEffort(effort).maxOutputTokens(limit).build();
	}

	private static UnaryOperator<ChatRequestBuilder> user(ContentPart part) {
		return (request) -> request.message(Message.user(part));
	}

	private static ChatRequestBuilder conversation() {
		ToolCall first = new ToolCall("toolu_a", "look", "{\"x\":1}", null);
		ToolCall second = new ToolCall("functions.look:0", "look", "", null);
		ToolResult failed = new ToolResult(second.id(), "look", List.of(PICTURE), true);
		return ChatRequest.builder()
			.system("Be brief")
			.message(media())
			.user("Tell me")
			.system("Be kind")
			.message(new Message(Message.Role.ASSISTANT,
					List.of(new ContentPart.Reasoning("foreign", null, null),
							new ContentPart.Reasoning("hm", "sig", null), new ContentPart.Reasoning("", null, "secret"),
							new ContentPart.Text("Let me see"), first, second)))
			.message(Message.tool(ToolResult.of(first, "a cat")))
			.message(Message.tool(failed))
			.user("And now?")
			.message(new Message(Message.Role.ASSISTANT, List.of(new ContentPart.Refusal("No"))))
			.user("Why?");
	}

	private static Message media() {
		return Message.user(new ContentPart.Text("What is this?"),
				new ContentPart.Image(new MediaSource.Url(URI.create("https://example.org/a.png")), "low"), PICTURE,
				new ContentPart.Document(new MediaSource.Bytes("application/pdf", new byte[] { 5, 6 }), "a.pdf"),
				new ContentPart.Document(new MediaSource.Bytes("text/plain", "Hi".getBytes(StandardCharsets.UTF_8)),
						null),
				new ContentPart.Document(new MediaSource.Url(URI.create("https://example.org/b.pdf")), null));
	}

}
