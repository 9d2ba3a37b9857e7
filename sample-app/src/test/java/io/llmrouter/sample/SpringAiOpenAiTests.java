package io.llmrouter.sample;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.llmrouter.LlmRouter;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.ToolDefinition;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.springai.RouterChatModel;
import io.llmrouter.springai.RouterChatOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.StepVerifier;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Asks Spring AI's own model of OpenAI as a provider of the router, on a real connection
 * to a simulated upstream.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "sample.upstream.seed=7", "sample.traffic.enabled=false",
				"sample.upstream.characters.swift.rate-limited-share=0", "llm.router.providers.bridged.type=spring-ai",
				"llm.router.providers.bridged.bean=openAiChatModel", "llm.router.routes.bridge.candidates=bridged" })
class SpringAiOpenAiTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@Autowired
	private LlmRouter router;

	@Autowired
	private RouterChatModel model;

	// Asked beside the router, which would leave it alone after a refusal.
	@Autowired
	@Qualifier("bridgedChatProvider")
	private ChatProvider bridged;

	private static ChatRequest request(String text) {
		return ChatRequest.builder().route("bridge").user(text).build();
	}

	private ChatClient client() {
		return ChatClient.builder(this.model).defaultOptions(RouterChatOptions.builder().model("bridge")).build();
	}

	@Test
	void wholeAnswerHasTextUsageAndIdentity() {
		ChatResponse answer = this.router.chat(request("What is a circuit breaker?")).block(PATIENCE);
		assertThat(answer.provider()).isEqualTo("bridged");
		assertThat(answer.text()).isNotBlank();
		assertThat(answer.model()).isEqualTo("swift-1");
		assertThat(answer.id()).isNotBlank();
		assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
		assertThat(answer.usage().inputTokens()).isPositive();
		assertThat(answer.usage().outputTokens()).isPositive();
	}

	@Test
	void streamIsTheSameAnswerInPieces() {
		ChatResponse answer = this.router.chat(request("What is a circuit breaker?")).block(PATIENCE);
		List<ChatChunk> chunks = this.router.stream(request("What is a circuit breaker?"))
			.collectList()
			.block(PATIENCE);
		StringBuilder text = new StringBuilder();
		chunks.forEach((chunk) -> text.append(chunk.text()));
		assertThat(text).hasToString(answer.text());
		assertThat(chunks).filteredOn(ChatChunk.TextDelta.class::isInstance).hasSizeGreaterThan(3);
		assertThat(chunks).filteredOn(ChatChunk.Finish.class::isInstance)
			.singleElement()
			.isEqualTo(new ChatChunk.Finish(FinishReason.STOP, "STOP", 0));
		assertThat(chunks).filteredOn(ChatChunk.Usage.class::isInstance)
			.last()
			.isEqualTo(new ChatChunk.Usage(answer.usage()));
	}

	@Test
	void toolCallsComeWholeOrInPieces() {
		ChatRequest request = request("Call the tool temperature").toBuilder()
			.tool(ToolDefinition.of("temperature", "Temperature of a city",
					"{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}"))
			.build();
		ChatResponse answer = this.router.chat(request).block(PATIENCE);
		assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
		assertThat(answer.toolCalls()).singleElement().satisfies((call) -> {
			assertThat(call.name()).isEqualTo("temperature");
			assertThat(call.arguments()).contains("\"city\"");
		});
		List<ChatChunk> chunks = this.router.stream(request).collectList().block(PATIENCE);
		assertThat(chunks).filteredOn(ChatChunk.ToolCallDelta.class::isInstance)
			.singleElement()
			.isInstanceOfSatisfying(ChatChunk.ToolCallDelta.class,
					(call) -> assertThat(call.arguments()).isEqualTo(answer.toolCalls().get(0).arguments()));
	}

	@Test
	void chatClientRunsItsToolThroughBothBridges() {
		Weather weather = new Weather();
		assertThat(client().prompt("Which temperature has Oslo?").tools(weather).call().content()).isNotBlank();
		assertThat(weather.asked).hasValue(1);
		List<String> pieces = client().prompt("Which temperature has Oslo?")
			.tools(weather)
			.stream()
			.content()
			.collectList()
			.block(PATIENCE);
		assertThat(pieces).hasSizeGreaterThan(3);
		assertThat(weather.asked).hasValue(2);
	}

	@ParameterizedTest
	@CsvSource({ "status:429, RATE_LIMITED, 429", "status:401, AUTHENTICATION, 401", "status:503, OVERLOADED, 503",
			"error:context_length_exceeded, CONTEXT_LENGTH_EXCEEDED, 400" })
	void refusalIsTypedAndQuotesNothing(String wish, ErrorType type, int status) {
		ChatRequest request = ChatRequest.user("confidential " + wish);
		assertThatExceptionOfType(ProviderException.class).isThrownBy(() -> this.bridged.chat(request).block(PATIENCE))
			.satisfies((failure) -> {
				assertThat(failure.errorType()).isEqualTo(type);
				assertThat(failure.details().status()).isEqualTo(status);
			})
			.withMessageNotContaining("confidential");
		StepVerifier.create(this.bridged.stream(request))
			.expectErrorSatisfies((failure) -> assertThat(ErrorType.of(failure)).isEqualTo(type))
			.verify(PATIENCE);
	}

	static final class Weather {

		private final AtomicInteger asked = new AtomicInteger();

		@Tool(description = "Temperature of a city")
		int temperature(String city) {
			return 20 + this.asked.incrementAndGet();
		}

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Models {

		@Bean
		OpenAiChatModel openAiChatModel(@Value("${sample.upstream.port}") int port) {
			return OpenAiChatModel.builder()
				.options(OpenAiChatOptions.builder()
					.baseUrl("http://127.0.0.1:" + port + "/swift/v1")
					.apiKey("simulated")
					.model("swift-1")
					.maxRetries(0)
					.streamUsage(true)
					.build())
				.build();
		}

	}

}
