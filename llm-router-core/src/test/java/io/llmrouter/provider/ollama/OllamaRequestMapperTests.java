package io.llmrouter.provider.ollama;

import java.net.URI;
import java.time.Duration;
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

class OllamaRequestMapperTests {

	private static final CallSite SITE = new CallSite("ollama", "llama3.2", "localhost:11434");

	private static final MediaSource PNG = new MediaSource.Bytes("image/png", new byte[] { 1, 2 });

	private final JsonMapper json = JsonMapper.shared();

	@Test
	void everyFeatureHasItsPlaceInTheRequest() {
		ToolCall first = new ToolCall("call_a", "look", "{\"x\":1}", null);
		ToolCall second = new ToolCall("call_b", "look", "", null);
		ChatRequest request = ChatRequest.builder()
			.system("Be brief")
			.message(Message.user(new ContentPart.Text("What is "), new ContentPart.Text("this?"),
					new ContentPart.Image(PNG, "low")))
			.message(new Message(Message.Role.ASSISTANT, List.of(new ContentPart.Reasoning("hm", null, null),
					new ContentPart.Reasoning("foreign", "sig", null), new ContentPart.Text("Let me see"), first)))
			.message(Message.tool(ToolResult.of(first, "a cat")))
			.message(new Message(Message.Role.ASSISTANT, List.of(second)))
			.message(Message.tool(ToolResult.of(second, "a dog")))
			.message(new Message(Message.Role.ASSISTANT, List.of(new ContentPart.Refusal("No"))))
			.user("Why?")
			.tool(ToolDefinition.of("look", "Looks", "{\"type\":\"object\"}"))
			.tool(new ToolDefinition("tell", null, "{\"type\":\"object\",\"properties\":{}}", false))
			.maxOutputTokens(100)
			.temperature(0.5)
			.topP(0.9)
			.topK(40)
			.frequencyPenalty(0.1)
			.presencePenalty(-0.1)
			.seed(42L)
			.stop("END", "STOP")
			.reasoningEffort(ReasoningEffort.LOW)
			.toolChoice(ToolChoice.auto())
			.responseFormat(ResponseFormat.jsonSchema("answer", "{\"type\":\"object\",\"required\":[\"a\"]}"))
			.extra("options", Map.of("min_p", 0.05))
			.extra("shift", false)
			.build();
		OllamaSettings settings = settings().withKeepAlive(Duration.ofMinutes(10)).withNumCtx(8192);
		assertThat(map(settings, request, true)).isEqualTo(this.json.readTree(Bodies.read("ollama/request.json")));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void requestWithoutOptionsAlwaysSaysWhetherToStream(boolean stream) {
		assertThat(map(settings(), ChatRequest.user("Hi"), stream))
			.isEqualTo(this.json.readTree(("{'model':'llama3.2','messages':[{'role':'user','content':'Hi'}],'stream':"
					+ stream + ",'truncate':false}")
				.replace('\'', '"')));
	}

	@ParameterizedTest
	@CsvSource({ "NONE,false", "MINIMAL,\"low\"", "LOW,\"low\"", "MEDIUM,true", "HIGH,\"high\"", "MAX,\"max\"" })
	void everyEffortHasItsWord(ReasoningEffort effort, String think) {
		assertThat(map((request) -> request.reasoningEffort(effort)).path("think")).hasToString(think);
	}

	@Test
	void anyJsonObjectHasItsWord() {
		assertThat(map((request) -> request.responseFormat(ResponseFormat.jsonObject())).path("format").stringValue())
			.isEqualTo("json");
	}

	@Test
	void extraFieldsReplaceOurOwn() {
		JsonNode body = map((request) -> request.temperature(1.0)
			.topK(5)
			.extra("options", Map.of("temperature", 0.25))
			.extra("truncate", true));
		assertThat(body.path("options")).hasToString("{\"temperature\":0.25,\"top_k\":5}");
		assertThat(body.path("truncate").booleanValue()).isTrue();
	}

	@Test
	void modelMayStayForever() {
		JsonNode body = map(settings().withKeepAlive(Duration.ofSeconds(-1)), ChatRequest.user("Hi"), false);
		assertThat(body.path("keep_alive").stringValue()).isEqualTo("-1000ms");
	}

	@Test
	void imageByUrlIsRefusedByName() {
		MediaSource url = new MediaSource.Url(URI.create("https://example.org/a.png"));
		refused(ErrorType.UNSUPPORTED_FEATURE, "image by URL",
				(request) -> request.message(Message.user(new ContentPart.Image(url, null))));
	}

	@Test
	void soundAndDocumentAreRefusedByName() {
		refused(ErrorType.UNSUPPORTED_FEATURE, "the bytes of audio",
				(request) -> request.message(Message.user(new ContentPart.Audio(PNG))));
		refused(ErrorType.UNSUPPORTED_FEATURE, "the bytes of a document",
				(request) -> request.message(Message.user(new ContentPart.Document(PNG, null))));
	}

	@Test
	void imageOfTheSystemIsRefusedByName() {
		refused(ErrorType.UNSUPPORTED_FEATURE, "Image", (request) -> request
			.message(new Message(Message.Role.SYSTEM, List.of(new ContentPart.Image(PNG, null)))));
	}

	@Test
	void everyToolChoiceButAutoIsRefusedByName() {
		for (ToolChoice choice : List.of(ToolChoice.none(), ToolChoice.required(), ToolChoice.tool("look"))) {
			refused(ErrorType.UNSUPPORTED_FEATURE, "a tool choice other than 'auto'",
					(request) -> request.toolChoice(choice));
		}
	}

	@Test
	void promisesThatTheServerCannotKeepAreRefusedByName() {
		refused(ErrorType.UNSUPPORTED_FEATURE, "parallelToolCalls", (request) -> request.parallelToolCalls(false));
		refused(ErrorType.UNSUPPORTED_FEATURE, "strict tools",
				(request) -> request.tool(new ToolDefinition("look", null, "{}", true)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "[]", "5", "secret" })
	void argumentsThatAreNoObjectAreRefused(String arguments) {
		ToolCall call = new ToolCall("1", "look", arguments, null);
		refused(ErrorType.INVALID_REQUEST, "tool 'look'",
				(request) -> request.message(new Message(Message.Role.ASSISTANT, List.of(call))));
	}

	@Test
	void partsInTheWrongRoleAreRefused() {
		ToolCall call = new ToolCall("1", "look", "{}", null);
		refused(ErrorType.INVALID_REQUEST, "ToolCall", (request) -> request.message(Message.user(call)));
		refused(ErrorType.INVALID_REQUEST, "Text",
				(request) -> request.message(new Message(Message.Role.TOOL, List.of(new ContentPart.Text("a")))));
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
			.satisfies((failure) -> assertThat(failure.getMessage()).doesNotContain("secret"));
	}

	private JsonNode map(UnaryOperator<ChatRequestBuilder> change) {
		return map(settings(), change.apply(ChatRequest.builder().user("Hi")).build(), false);
	}

	private JsonNode map(OllamaSettings settings, ChatRequest request, boolean stream) {
		return this.json.readTree(new OllamaRequestMapper(this.json, settings).map(SITE, request, stream));
	}

	private static OllamaSettings settings() {
		return OllamaSettings.local("ollama", List.of("llama3.2"));
	}

}
