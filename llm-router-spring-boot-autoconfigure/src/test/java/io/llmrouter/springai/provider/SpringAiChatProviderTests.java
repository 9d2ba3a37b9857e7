package io.llmrouter.springai.provider;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.MediaSource;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.chat.ResponseFormat;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolChoice;
import io.llmrouter.chat.ToolDefinition;
import io.llmrouter.chat.ToolResult;
import io.llmrouter.chat.WireFields;
import io.llmrouter.provider.Capability;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.RateLimitState;
import io.llmrouter.provider.http.WireTimeouts;
import io.llmrouter.springai.ScriptedChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.metadata.RateLimit;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class SpringAiChatProviderTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final ChatRequest REQUEST = ChatRequest.user("Hello");

	private final ScriptedChatModel model = new ScriptedChatModel();

	private final List<RateLimitState> limits = new CopyOnWriteArrayList<>();

	private ChatProvider provider(String... models) {
		return provider(this.model, WireTimeouts.defaults(), models);
	}

	private ChatProvider provider(ChatModel chatModel, WireTimeouts timeouts, String... models) {
		return new SpringAiChatProvider(new SpringAiSettings("house", "houseModel", List.of(models), timeouts),
				chatModel, this.limits::add, TimeSource.SYSTEM, Schedulers.parallel(), Schedulers.boundedElastic());
	}

	private ChatResponse ask(ChatRequest request) {
		return provider().chat(request).blockOptional(PATIENCE).orElseThrow();
	}

	private List<ChatChunk> pieces() {
		return provider().stream(REQUEST).collectList().block(PATIENCE);
	}

	private Prompt asked() {
		return this.model.prompts().get(0);
	}

	@Test
	void wholeAnswerHasTextReasonUsageAndIdentity() {
		ChatResponse answer = ask(REQUEST);
		assertThat(answer).isEqualTo(new ChatResponse("house", "id-1", "own-model-2026",
				List.of(new ContentPart.Text("Hi")), FinishReason.STOP, "stop", TokenUsage.of(5, 2), 0));
	}

	@Test
	void modelsAreTheConfiguredOnesElseThatOfTheChatModel() {
		assertThat(provider("a", "b").models()).containsExactly("a", "b");
		provider("a", "b").chat(REQUEST).block(PATIENCE);
		assertThat(asked().getOptions().getModel()).isEqualTo("a");
		assertThat(provider().models()).containsExactly("own-model");
		this.model.options(ChatOptions.builder().build());
		assertThat(provider().models()).isEmpty();
	}

	@Test
	void optionsBeginAsThoseOfTheChatModel() {
		ask(ChatRequest.builder().user("Hello").maxOutputTokens(7).stop("END").topP(0.3).build());
		ChatOptions options = asked().getOptions();
		assertThat(options).isInstanceOf(this.model.getOptions().getClass());
		assertThat(options.getModel()).isEqualTo("own-model");
		assertThat(options.getTemperature()).isEqualTo(0.1);
		assertThat(options.getMaxTokens()).isEqualTo(7);
		assertThat(options.getStopSequences()).containsExactly("END");
		assertThat(options.getTopP()).isEqualTo(0.3);
	}

	@Test
	void optionsOfTheRequestComeBeforeThoseOfTheChatModel() {
		ask(ChatRequest.builder()
			.user("Hello")
			.model("other")
			.temperature(0.9)
			.topK(3)
			.frequencyPenalty(0.2)
			.presencePenalty(0.4)
			.build());
		ChatOptions options = asked().getOptions();
		assertThat(options.getModel()).isEqualTo("other");
		assertThat(options.getTemperature()).isEqualTo(0.9);
		assertThat(options.getTopK()).isEqualTo(3);
		assertThat(options.getFrequencyPenalty()).isEqualTo(0.2);
		assertThat(options.getPresencePenalty()).isEqualTo(0.4);
	}

	@Test
	void conversationIsWrittenInSpringAisWords() {
		ToolCall call = new ToolCall("c1", "look", "{}", null);
		ask(ChatRequest.builder()
			.system("Be brief")
			.message(Message.user(new ContentPart.Text("See"),
					new ContentPart.Image(new MediaSource.Bytes("image/png", new byte[] { 1 }), null),
					new ContentPart.Image(new MediaSource.Url(URI.create("https://example.org/a.webp")), null)))
			.message(new Message(Message.Role.ASSISTANT, List.of(new ContentPart.Text("Looking"), call)))
			.message(Message.tool(ToolResult.of(call, "a cat")))
			.build());
		assertThat(asked().getInstructions()).satisfiesExactly(
				(system) -> assertThat(system).isInstanceOf(SystemMessage.class)
					.returns("Be brief", org.springframework.ai.chat.messages.Message::getText),
				(user) -> assertThat(((UserMessage) user).getMedia())
					.satisfiesExactly((png) -> assertThat(png.getDataAsByteArray()).containsExactly(1), (webp) -> {
						assertThat(webp.getMimeType()).hasToString("image/webp");
						assertThat(webp.getData()).isEqualTo("https://example.org/a.webp");
					}),
				(assistant) -> assertThat(((AssistantMessage) assistant).getToolCalls())
					.containsExactly(new AssistantMessage.ToolCall("c1", "function", "look", "{}")),
				(tool) -> assertThat(((ToolResponseMessage) tool).getResponses())
					.containsExactly(new ToolResponseMessage.ToolResponse("c1", "look", "a cat")));
	}

	@Test
	void toolsAreDeclaredAndNeverRun() {
		ask(ChatRequest.builder()
			.user("Hello")
			.tool(ToolDefinition.of("look", "Looks", "{\"type\":\"object\"}"))
			.build());
		ToolCallingChatOptions options = (ToolCallingChatOptions) asked().getOptions();
		assertThat(options.getToolCallbacks()).singleElement().satisfies((tool) -> {
			assertThat(tool.getToolDefinition().name()).isEqualTo("look");
			assertThat(tool.getToolDefinition().description()).isEqualTo("Looks");
			assertThat(tool.getToolDefinition().inputSchema()).isEqualTo("{\"type\":\"object\"}");
		});
	}

	@Test
	void schemaIsThatOfTheRequest() {
		ask(ChatRequest.builder().user("Hello").responseFormat(ResponseFormat.jsonSchema("a", "{\"x\":1}")).build());
		assertThat(((StructuredOutputChatOptions) asked().getOptions()).getOutputSchema()).isEqualTo("{\"x\":1}");
	}

	@Test
	void toolCallsOfAllGenerationsAreOneAnswer() {
		this.model.answering((prompt) -> new org.springframework.ai.chat.model.ChatResponse(
				List.of(new Generation(new AssistantMessage("Let me see")), toolCall("c1", "STOP"))));
		ChatResponse answer = ask(REQUEST);
		assertThat(answer.content()).containsExactly(new ContentPart.Text("Let me see"),
				new ToolCall("c1", "look", "{\"a\":1}", null));
		assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
		assertThat(answer.usage()).isNull();
	}

	private static Generation toolCall(String id, String reason) {
		AssistantMessage message = AssistantMessage.builder()
			.content("")
			.toolCalls(List.of(new AssistantMessage.ToolCall(id, "function", "look", "{\"a\":1}")))
			.build();
		return new Generation(message, ChatGenerationMetadata.builder().finishReason(reason).build());
	}

	@Test
	void secondChoiceIsNoPartOfTheAnswer() {
		this.model.answering((prompt) -> new org.springframework.ai.chat.model.ChatResponse(
				List.of(choice("first", 0), choice("second", 1))));
		assertThat(ask(REQUEST).text()).isEqualTo("first");
	}

	private static Generation choice(String text, int index) {
		return new Generation(AssistantMessage.builder().content(text).properties(Map.of("index", index)).build());
	}

	@Test
	void thoughtsAreNoText() {
		this.model.answering((prompt) -> ScriptedChatModel.response(
				AssistantMessage.builder().content("42").properties(Map.of("reasoningContent", "Hm")).build(), "length",
				ChatResponseMetadata.builder()));
		ChatResponse answer = ask(REQUEST);
		assertThat(answer.content()).containsExactly(new ContentPart.Reasoning("Hm", null, null),
				new ContentPart.Text("42"));
		assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
	}

	@Test
	void unknownUsageIsNotZero() {
		this.model.answering((prompt) -> ScriptedChatModel.response(new AssistantMessage("Hi"), "stop",
				ChatResponseMetadata.builder().usage(new EmptyUsage())));
		assertThat(ask(REQUEST).usage()).isNull();
		this.model.answering((prompt) -> ScriptedChatModel.answer("Hi", 0, 3));
		assertThat(ask(REQUEST).usage()).isEqualTo(new TokenUsage(null, 3L, null, null, null, false, null));
	}

	@Test
	void cachedTokensArePartOfTheInput() {
		this.model.answering((prompt) -> ScriptedChatModel.response(new AssistantMessage("Hi"), "stop",
				ChatResponseMetadata.builder().usage(new DefaultUsage(100, 3, 103, null, 60L, 10L))));
		assertThat(ask(REQUEST).usage()).isEqualTo(new TokenUsage(100L, 3L, 60L, 10L, null, false, null));
		this.model.answering((prompt) -> ScriptedChatModel.response(new AssistantMessage("Hi"), "stop",
				ChatResponseMetadata.builder().usage(new DefaultUsage(10, 3, 13, null, 60L, 10L))));
		assertThat(ask(REQUEST).usage()).isEqualTo(new TokenUsage(80L, 3L, 60L, 10L, null, false, null));
	}

	@Test
	void limitsThatAreToldAreHandedOn() {
		RateLimit limit = mock(RateLimit.class);
		given(limit.getRequestsLimit()).willReturn(10L);
		given(limit.getRequestsRemaining()).willReturn(4L);
		this.model.answering((prompt) -> ScriptedChatModel.response(new AssistantMessage("Hi"), "stop",
				ChatResponseMetadata.builder().rateLimit(limit)));
		ask(REQUEST);
		assertThat(this.limits).containsExactly(new RateLimitState(4L, null));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void answerWithoutAGenerationIsAnError(boolean missing) {
		this.model
			.answering((prompt) -> missing ? null : new org.springframework.ai.chat.model.ChatResponse(List.of()));
		expectFailure(ErrorType.INVALID_RESPONSE);
	}

	private ProviderException expectFailure(ErrorType type) {
		AtomicReference<Throwable> failure = new AtomicReference<>();
		StepVerifier.create(provider().chat(REQUEST)).expectErrorSatisfies(failure::set).verify(PATIENCE);
		assertThat(failure.get()).isInstanceOfSatisfying(ProviderException.class, (known) -> {
			assertThat(known.errorType()).isEqualTo(type);
			assertThat(known.details().provider()).isEqualTo("house");
		});
		return (ProviderException) failure.get();
	}

	@Test
	void cancelledCallInterruptsTheChatModel() throws InterruptedException {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		this.model.answering((prompt) -> {
			entered.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
			throw new IllegalStateException("confidential");
		});
		Disposable call = provider().chat(REQUEST).subscribe();
		assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
		call.dispose();
		assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void lateAnswerIsAnErrorAndInterruptsTheChatModel() throws InterruptedException {
		CountDownLatch interrupted = new CountDownLatch(1);
		this.model.answering((prompt) -> {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
			return null;
		});
		WireTimeouts short50 = new WireTimeouts(PATIENCE, Duration.ofMillis(50), PATIENCE, PATIENCE, PATIENCE,
				PATIENCE);
		StepVerifier.create(provider(this.model, short50).chat(REQUEST))
			.expectErrorSatisfies(
					(failure) -> assertThat(ErrorType.of(failure)).isEqualTo(ErrorType.TIMEOUT_FIRST_TOKEN))
			.verify(PATIENCE);
		assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void chatModelIsNeverCalledOnTheSubscribersThread() {
		AtomicReference<Thread> caller = new AtomicReference<>();
		this.model.answering((prompt) -> {
			caller.set(Thread.currentThread());
			return ScriptedChatModel.answer("Hi", 1, 1);
		});
		ask(REQUEST);
		assertThat(Schedulers.isNonBlockingThread(caller.get())).isFalse();
		assertThat(caller.get()).isNotSameAs(Thread.currentThread());
		this.model.streaming((prompt) -> {
			caller.set(Thread.currentThread());
			return Flux.just(ScriptedChatModel.piece("Hi"));
		});
		pieces();
		assertThat(caller.get()).isNotSameAs(Thread.currentThread());
	}

	@Test
	void capabilitiesAreWhatSpringAiHasWordsFor() {
		assertThat(provider().capabilities())
			.contains(Capability.TOOLS, Capability.JSON_SCHEMA, Capability.STREAM, Capability.IMAGE_BYTES,
					Capability.TOP_K)
			.doesNotContain(Capability.TOOL_CHOICE, Capability.SEED, Capability.JSON_OBJECT,
					Capability.REASONING_EFFORT, Capability.STRICT_TOOLS, Capability.TOOL_RESULT_MEDIA);
		this.model.options(ChatOptions.builder().build());
		assertThat(provider().capabilities()).doesNotContain(Capability.TOOLS, Capability.JSON_SCHEMA);
		ChatModel withoutStreams = (prompt) -> ScriptedChatModel.answer("Hi", 1, 1);
		assertThat(provider(withoutStreams, WireTimeouts.defaults()).capabilities()).doesNotContain(Capability.STREAM);
	}

	@Test
	void whatSpringAiHasNoWordForIsRefusedByName() {
		assertRefused(ChatRequest.builder().user("Hi").reasoningEffort(ReasoningEffort.LOW).build(),
				"a reasoning effort");
		assertRefused(ChatRequest.builder()
			.user("Hi")
			.tool(ToolDefinition.of("look", "Looks", "{}"))
			.toolChoice(ToolChoice.required())
			.build(), "a tool choice");
		assertRefused(ChatRequest.builder().user("Hi").extra("logit_bias", Map.of()).build(), "'logit_bias'");
		assertRefused(ChatRequest.builder()
			.user("Hi")
			.wireFields(new WireFields("openai", Map.of("user", "x"), List.of("user")))
			.build(), "'user'");
		assertThat(this.model.prompts()).isEmpty();
	}

	private void assertRefused(ChatRequest request, String what) {
		StepVerifier.create(provider().chat(request)).expectErrorSatisfies((failure) -> {
			assertThat(ErrorType.of(failure)).isEqualTo(ErrorType.UNSUPPORTED_FEATURE);
			assertThat(failure).hasMessageContaining(what);
		}).verify(PATIENCE);
	}

	@Test
	void refusalOfTheChatModelIsOneTypedErrorWithoutItsWords() {
		this.model.answering((prompt) -> {
			throw new IllegalStateException("confidential: the merger takes place on Monday");
		});
		ProviderException failure = expectFailure(ErrorType.OTHER);
		assertThat(failure)
			.hasMessage("Provider 'house' (model 'own-model', host 'spring-ai:houseModel') failed with "
					+ "java.lang.IllegalStateException")
			.hasNoCause();
	}

	@Test
	void mediaOfAnAnswerAreKept() {
		this.model.answering((prompt) -> ScriptedChatModel.response(AssistantMessage.builder()
			.content("Here")
			.media(List.of(Media.builder().mimeType(MimeTypeUtils.IMAGE_PNG).data(new byte[] { 7 }).build()))
			.build(), "stop", ChatResponseMetadata.builder()));
		assertThat(ask(REQUEST).content()).containsExactly(new ContentPart.Text("Here"),
				new ContentPart.Image(new MediaSource.Bytes("image/png", new byte[] { 7 }), null));
	}

}
