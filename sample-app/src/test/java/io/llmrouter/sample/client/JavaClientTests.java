package io.llmrouter.sample.client;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.Window;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What OpenAI's client for Java can do, done with every wire behind the endpoint.
 */
class JavaClientTests extends JavaClientFixture {

	private static final String PIXEL = "data:image/png;base64,"
			+ "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

	@Autowired
	private ComparisonStatistics statistics;

	@Test
	void answerSaysWhoGaveIt() {
		try (HttpResponseFor<ChatCompletion> response = this.client.chat()
			.completions()
			.withRawResponse()
			.create(ask("default", "What is a circuit breaker?").build())) {
			assertThat(response.headers().values("x-llm-router-provider")).singleElement()
				.isIn("swift", "steady", "frugal", "local");
			assertThat(response.headers().values("x-llm-router-attempts")).containsExactly("1");
			assertThat(response.requestId()).hasValueSatisfying((id) -> assertThat(id).startsWith("req_"));
			ChatCompletion completion = response.parse().validate();
			assertThat(completion.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "swift/swift-1", "steady/steady-1", "frugal/frugal-1", "local/local-1" })
	void text(String model) {
		ChatCompletion completion = answer(ask(model, "Hello")).validate();
		assertThat(content(completion)).hasSizeGreaterThan(20);
		assertThat(completion.usage()).hasValueSatisfying((usage) -> {
			assertThat(usage.promptTokens()).isPositive();
			assertThat(usage.totalTokens()).isEqualTo(usage.promptTokens() + usage.completionTokens());
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "swift/swift-1", "steady/steady-1", "frugal/frugal-1", "local/local-1" })
	void stream(String model) {
		ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
		List<ChatCompletionChunk> chunks = chunks(
				ask(model, "Hello").streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build()));
		chunks.forEach((chunk) -> accumulator.accumulate(chunk.validate()));
		assertThat(chunks).hasSizeGreaterThan(10);
		assertThat(content(accumulator.chatCompletion())).isEqualTo(content(answer(ask(model, "Hello"))));
		assertThat(accumulator.chatCompletion().choices().get(0).finishReason())
			.isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
		assertThat(accumulator.chatCompletion().usage())
			.hasValueSatisfying((usage) -> assertThat(usage.completionTokens()).isPositive());
	}

	@ParameterizedTest
	@ValueSource(strings = { "swift/swift-1", "steady/steady-1", "frugal/frugal-1", "local/local-1" })
	void toolAndItsResult(String model) {
		ChatCompletionCreateParams.Builder question = withTool(ask(model, "Use the weather tool"));
		ChatCompletion first = answer(question).validate();
		assertThat(first.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
		ChatCompletionMessage message = first.choices().get(0).message();
		ChatCompletionMessageFunctionToolCall call = calls(first).get(0);
		assertThat(call.function().name()).isEqualTo("weather");
		assertThat(call.function().arguments(Weather.class).city).isNotNull();
		ChatCompletion second = answer(question.addMessage(message)
			.addMessage(ChatCompletionToolMessageParam.builder().toolCallId(call.id()).content("Sunny").build()));
		assertThat(content(second)).startsWith("The tool answered: ").contains("Sunny");
	}

	@ParameterizedTest
	@ValueSource(strings = { "swift/swift-1", "steady/steady-1", "frugal/frugal-1", "local/local-1" })
	void parallelToolsStreamed(String model) {
		ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
		chunks(withTool(ask(model, "Use the weather tool, in parallel"))).forEach(accumulator::accumulate);
		List<ChatCompletionMessageFunctionToolCall> calls = calls(accumulator.chatCompletion());
		assertThat(calls).hasSize(2)
			.allSatisfy((call) -> assertThat(call.function().arguments(Weather.class).city).isNotNull());
		assertThat(calls).extracting(ChatCompletionMessageFunctionToolCall::id).doesNotHaveDuplicates();
	}

	@ParameterizedTest
	@ValueSource(strings = { "swift/swift-1", "steady/steady-1", "frugal/frugal-1", "local/local-1" })
	void jsonSchema(String model) {
		ResponseFormatJsonSchema.JsonSchema.Schema schema = ResponseFormatJsonSchema.JsonSchema.Schema.builder()
			.putAllAdditionalProperties(schema("name"))
			.build();
		ChatCompletion completion = answer(ask(model, "Who?").responseFormat(ResponseFormatJsonSchema.builder()
			.jsonSchema(
					ResponseFormatJsonSchema.JsonSchema.builder().name("person").strict(true).schema(schema).build())
			.build()));
		assertThat(JsonMapper.shared().readTree(content(completion)).path("name").isString()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "swift/swift-1", "steady/steady-1", "frugal/frugal-1", "local/local-1" })
	void image(String model) {
		ChatCompletionContentPart text = ChatCompletionContentPart
			.ofText(ChatCompletionContentPartText.builder().text("What is this?").build());
		ChatCompletionContentPart image = ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
			.imageUrl(ChatCompletionContentPartImage.ImageUrl.builder().url(PIXEL).build())
			.build());
		ChatCompletion completion = answer(ChatCompletionCreateParams.builder()
			.model(model)
			.addUserMessageOfArrayOfContentParts(List.of(text, image)));
		assertThat(content(completion)).startsWith("I was given one attachment");
	}

	@ParameterizedTest
	@ValueSource(strings = { "swift/swift-embed-1", "frugal/frugal-embed-1", "local-embed-1" })
	void embeddings(String model) {
		EmbeddingCreateParams.Builder request = EmbeddingCreateParams.builder()
			.model(model)
			.inputOfArrayOfStrings(List.of("one text", "another text"));
		CreateEmbeddingResponse packed = this.client.embeddings().create(request.build());
		CreateEmbeddingResponse plain = this.client.embeddings()
			.create(request.encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT).build());
		assertThat(packed.data()).hasSize(2);
		assertThat(packed.data().get(0).embedding()).hasSizeGreaterThan(1)
			.isNotEqualTo(packed.data().get(1).embedding())
			.isEqualTo(plain.data().get(0).embedding());
		// Gemini's wire does not tell the tokens of embeddings, and none are made up.
		assertThat(packed._usage().isMissing()).isEqualTo(model.startsWith("frugal"));
	}

	@Test
	void models() {
		assertThat(this.client.models().list().autoPager().stream().map(Model::id)).contains("default", "cheap",
				"quality", "swift/swift-1", "frugal/frugal-embed-1");
		assertThat(this.client.models().retrieve("swift/swift-1").validate().ownedBy()).isEqualTo("swift");
	}

	@Test
	void closingAStreamInTheMiddleEndsTheCallOfTheProvider() {
		long before = cancelled();
		try (StreamResponse<ChatCompletionChunk> stream = this.client.chat()
			.completions()
			.createStreaming(ask("steady/steady-1", "Tell me much").build())) {
			Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();
			for (int i = 0; i < 3; i++) {
				chunks.next();
			}
		}
		Awaitility.await().until(() -> cancelled() == before + 1);
	}

	// The client can make schemas of classes too, but its generator and that of Spring AI
	// exclude each other on one class path. Ollama's wire has no strict tools.
	private static ChatCompletionCreateParams.Builder withTool(ChatCompletionCreateParams.Builder question) {
		return question.addFunctionTool(FunctionDefinition.builder()
			.name("weather")
			.strict(!question.build().model().asString().startsWith("local"))
			.parameters(FunctionParameters.builder().putAllAdditionalProperties(schema("city")).build())
			.build());
	}

	private static Map<String, JsonValue> schema(String property) {
		return Map.of("type", JsonValue.from("object"), "properties",
				JsonValue.from(Map.of(property, Map.of("type", "string"))), "required",
				JsonValue.from(List.of(property)), "additionalProperties", JsonValue.from(false));
	}

	private long cancelled() {
		return this.statistics.compare(Window.ALL)
			.ranking()
			.stream()
			.filter((row) -> row.provider().equals("steady"))
			.mapToLong((row) -> row.calls().cancelled())
			.sum();
	}

	private static String content(ChatCompletion completion) {
		return completion.choices().get(0).message().content().orElseThrow();
	}

	private static List<ChatCompletionMessageFunctionToolCall> calls(ChatCompletion completion) {
		return completion.choices()
			.get(0)
			.message()
			.toolCalls()
			.orElseThrow()
			.stream()
			.map(ChatCompletionMessageToolCall::asFunction)
			.toList();
	}

	/** Arguments of a tool. */
	public static final class Weather {

		/** Where. */
		public String city;

	}

}
