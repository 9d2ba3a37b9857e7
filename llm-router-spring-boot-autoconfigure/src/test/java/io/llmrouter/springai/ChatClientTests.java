package io.llmrouter.springai;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.llmrouter.LlmRouter;
import io.llmrouter.autoconfigure.LlmRouterAutoConfiguration;
import io.llmrouter.autoconfigure.LlmRouterMetricsAutoConfiguration;
import io.llmrouter.autoconfigure.provider.LlmProviderAutoConfiguration;
import io.llmrouter.autoconfigure.springai.LlmSpringAiAutoConfiguration;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ResponseFormat;
import io.llmrouter.chat.RoutingDecision;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolResult;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.Window;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.AdvisorParams;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.CallAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisor;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Runs a chat client of Spring AI, with an advisor and a tool, over the router.
 */
class ChatClientTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final ToolCall CALL = new ToolCall("call_7", "temperature", "{\"city\":\"Oslo\"}", "proof");

	private final ScriptedProvider provider = new ScriptedProvider("scripted");

	private final Weather weather = new Weather();

	private final CountingAdvisor advisor = new CountingAdvisor();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmProviderAutoConfiguration.class, LlmRouterAutoConfiguration.class,
				LlmRouterMetricsAutoConfiguration.class, LlmSpringAiAutoConfiguration.class,
				MetricsAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, ObservationAutoConfiguration.class))
		.withBean(ChatProvider.class, () -> this.provider);

	private void scriptWithTool() {
		this.provider.answer(new ChatChunk.Start("scripted", "a1", "model-1"),
				new ChatChunk.ReasoningDelta("Let me look", "signed", null),
				new ChatChunk.ToolCallDelta(0, CALL.id(), CALL.name(), "{\"city\":", null),
				new ChatChunk.ToolCallDelta(0, null, null, "\"Oslo\"}", "proof"),
				new ChatChunk.Usage(TokenUsage.of(20, 8)), new ChatChunk.Finish(FinishReason.TOOL_CALLS, null, 0));
		this.provider.answer(new ChatChunk.Start("scripted", "a2", "model-1"), new ChatChunk.TextDelta("It is "),
				new ChatChunk.TextDelta("21 degrees."), new ChatChunk.Usage(TokenUsage.of(35, 5)),
				new ChatChunk.Finish(FinishReason.STOP, "end", 0));
	}

	private ChatClient.ChatClientRequestSpec ask(RouterChatModel model) {
		return ChatClient.builder(model)
			.defaultAdvisors(this.advisor)
			.build()
			.prompt()
			.system("Be brief")
			.user("How warm is it in Oslo?")
			.tools(this.weather);
	}

	@Test
	void callRunsToolAndAdvisor() {
		scriptWithTool();
		this.runner.run((context) -> {
			ChatResponse answer = ask(context.getBean(RouterChatModel.class)).call().chatResponse();
			assertThat(answer.getResult().getOutput().getText()).isEqualTo("It is 21 degrees.");
			assertThat(answer.getResult().getMetadata().getFinishReason()).isEqualTo("STOP");
			assertThat(answer.getMetadata().getId()).isEqualTo("a2");
			assertThat(answer.getMetadata().getModel()).isEqualTo("model-1");
			assertThat(answer.getMetadata().<String>get(RouterChatModel.PROVIDER)).isEqualTo("scripted");
			RoutingDecision routing = answer.getMetadata().get(RouterChatModel.ROUTING);
			assertThat(routing.attempts()).singleElement()
				.satisfies((attempt) -> assertThat(attempt.outcome()).isEqualTo("success"));
			assertThat(this.weather.cities).containsExactly("Oslo");
			assertThat(this.advisor.calls).isEqualTo(2);
			assertToolLoop();
			assertCountedOnce(context.getBean(MeterRegistry.class), context.getBean(ComparisonStatistics.class));
		});
	}

	@Test
	void streamRunsToolAndAdvisor() {
		scriptWithTool();
		this.runner.run((context) -> {
			List<ChatResponse> pieces = ask(context.getBean(RouterChatModel.class)).stream()
				.chatResponse()
				.collectList()
				.block(PATIENCE);
			assertThat(String.join("", texts(pieces))).isEqualTo("It is 21 degrees.");
			ChatResponse last = pieces.get(pieces.size() - 1);
			assertThat(last.getResult().getMetadata().getFinishReason()).isEqualTo("STOP");
			assertThat(last.getMetadata().<String>get(RouterChatModel.PROVIDER)).isEqualTo("scripted");
			assertThat(last.getMetadata().<RoutingDecision>get(RouterChatModel.ROUTING).attempts()).singleElement()
				.satisfies((attempt) -> assertThat(attempt.outcome()).isEqualTo("success"));
			assertThat(this.weather.cities).containsExactly("Oslo");
			assertThat(this.advisor.streams).isEqualTo(2);
			assertToolLoop();
			assertCountedOnce(context.getBean(MeterRegistry.class), context.getBean(ComparisonStatistics.class));
		});
	}

	private static List<String> texts(List<ChatResponse> pieces) {
		List<String> texts = new ArrayList<>();
		for (ChatResponse piece : pieces) {
			if (piece.getResult() != null && piece.getResult().getOutput().getText() != null) {
				texts.add(piece.getResult().getOutput().getText());
			}
		}
		return texts;
	}

	// The second request continues the first with what the model said, proofs included.
	private void assertToolLoop() {
		assertThat(this.provider.requests()).hasSize(2);
		ChatRequest first = this.provider.requests().get(0);
		assertThat(first.messages()).extracting(Message::role, Message::text)
			.containsExactly(tuple(Message.Role.SYSTEM, "Be brief"),
					tuple(Message.Role.USER, "How warm is it in Oslo?"));
		assertThat(first.tools()).singleElement().satisfies((tool) -> {
			assertThat(tool.name()).isEqualTo("temperature");
			assertThat(tool.description()).isEqualTo("Temperature of a city");
			assertThat(tool.parameters()).contains("\"city\"");
		});
		List<Message> second = this.provider.requests().get(1).messages();
		assertThat(second).hasSize(4);
		assertThat(second.get(2).content()).containsExactly(new ContentPart.Reasoning("Let me look", "signed", null),
				CALL);
		assertThat(second.get(3).content()).singleElement().isInstanceOfSatisfying(ToolResult.class, (result) -> {
			assertThat(result.toolCallId()).isEqualTo("call_7");
			assertThat(result.toolName()).isEqualTo("temperature");
			assertThat(result.content()).containsExactly(new ContentPart.Text("21"));
		});
	}

	private static void assertCountedOnce(MeterRegistry meters, ComparisonStatistics statistics) {
		assertThat(meters.get("llm.router.attempt").timer().count()).isEqualTo(2);
		assertThat(meters.get("llm.router.request").timer().count()).isEqualTo(2);
		assertThat(meters.get("llm.router.tokens").tag("type", "input").counter().count()).isEqualTo(55);
		assertThat(meters.get("llm.router.tokens").tag("type", "output").counter().count()).isEqualTo(13);
		assertThat(statistics.compare(Window.ALL).ranking()).singleElement()
			.satisfies((row) -> assertThat(row.calls().succeeded()).isEqualTo(2));
	}

	@Test
	void entityComesByJsonSchema() {
		this.provider.answer(new ChatChunk.TextDelta("{\"city\": \"Oslo\", \"degrees\": 21}"));
		this.runner.run((context) -> {
			Report report = ChatClient.create(context.getBean(RouterChatModel.class))
				.prompt()
				.user("Report on Oslo")
				.advisors(AdvisorParams.ENABLE_NATIVE_STRUCTURED_OUTPUT)
				.call()
				.entity(Report.class);
			assertThat(report).isEqualTo(new Report("Oslo", 21));
			ChatRequest request = this.provider.requests().get(0);
			assertThat(request.messages()).singleElement()
				.satisfies((message) -> assertThat(message.text()).isEqualTo("Report on Oslo"));
			assertThat(request.options().responseFormat()).isInstanceOfSatisfying(ResponseFormat.JsonSchema.class,
					(format) -> assertThat(format.schema()).contains("degrees"));
		});
	}

	@Test
	void optionsOfTheClientReachTheProvider() {
		this.provider.answer(new ChatChunk.TextDelta("Hi"));
		this.runner.run((context) -> {
			ChatClient.create(context.getBean(RouterChatModel.class))
				.prompt()
				.user("Hello")
				.options(RouterChatOptions.builder()
					.model("scripted/model-2")
					.temperature(0.5)
					.maxTokens(9)
					.request((request) -> request.seed(4L)))
				.call()
				.content();
			ChatRequest request = this.provider.requests().get(0);
			assertThat(request.model()).isEqualTo("model-2");
			assertThat(request.options().temperature()).isEqualTo(0.5);
			assertThat(request.options().maxOutputTokens()).isEqualTo(9);
			assertThat(request.options().seed()).isEqualTo(4);
		});
	}

	@Test
	void routerIsStillThereForOthers() {
		this.provider.answer(new ChatChunk.TextDelta("Hi"));
		this.runner.run((context) -> assertThat(
				context.getBean(LlmRouter.class).chat(ChatRequest.user("Hello")).block(PATIENCE).text())
			.isEqualTo("Hi"));
	}

	record Report(String city, int degrees) {
	}

	static final class Weather {

		private final List<String> cities = new CopyOnWriteArrayList<>();

		@Tool(description = "Temperature of a city")
		int temperature(String city) {
			this.cities.add(city);
			return 21;
		}

	}

	static final class CountingAdvisor implements CallAdvisor, StreamAdvisor {

		private int calls;

		private int streams;

		@Override
		public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
			this.calls++;
			return chain.nextCall(request);
		}

		@Override
		public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
			this.streams++;
			return chain.nextStream(request);
		}

		@Override
		public String getName() {
			return "counting";
		}

		@Override
		public int getOrder() {
			return 0;
		}

	}

}
