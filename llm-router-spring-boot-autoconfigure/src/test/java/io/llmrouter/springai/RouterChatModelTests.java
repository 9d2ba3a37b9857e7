package io.llmrouter.springai;

import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.llmrouter.LlmRouter;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.MediaSource;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolResult;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import io.llmrouter.provider.ProviderException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.MessageAggregator;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.util.MimeType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RouterChatModelTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final ScriptedProvider provider = new ScriptedProvider("scripted");

	private final RouterChatModel model = new RouterChatModel(
			LlmRouter.builder().provider(this.provider).provider(new ScriptedProvider("idle")).build(),
			new ModelNames(Set.of("default", "fast"), Set.of("scripted", "idle")));

	private ChatRequest asked() {
		return this.provider.requests().get(this.provider.requests().size() - 1);
	}

	private ChatResponse call(Prompt prompt) {
		return this.model.call(prompt);
	}

	private void scriptText() {
		this.provider.answer(new ChatChunk.TextDelta("Hi"));
	}

	private static ChatOptions on(String name) {
		return ChatOptions.builder().model(name).build();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "fast, fast, -, -", "scripted, -, scripted, -", "scripted/model-9, -, scripted, model-9",
					"model-2, -, -, model-2", "org/model-2, -, -, org/model-2", "'', -, -, -",
					"scripted/, -, -, scripted/" })
	void modelNamesARouteAProviderOrAModel(String name, String route, String provider, String model) {
		ChatRequest request = new PromptReader(new ModelNames(Set.of("default", "fast"), Set.of("scripted", "idle")))
			.read(new Prompt("Hello", on(name)));
		assertThat(request.route()).isEqualTo(route);
		assertThat(request.provider()).isEqualTo(provider);
		assertThat(request.model()).isEqualTo(model);
	}

	@Test
	void optionsOfAnyModelAreUnderstood() {
		scriptText();
		call(new Prompt("Hello",
				ChatOptions.builder()
					.model("scripted")
					.temperature(0.5)
					.maxTokens(9)
					.topP(0.4)
					.topK(3)
					.frequencyPenalty(0.1)
					.presencePenalty(0.2)
					.stopSequences(List.of("END"))
					.build()));
		assertThat(asked().options().temperature()).isEqualTo(0.5);
		assertThat(asked().options().maxOutputTokens()).isEqualTo(9);
		assertThat(asked().options().topP()).isEqualTo(0.4);
		assertThat(asked().options().topK()).isEqualTo(3);
		assertThat(asked().options().frequencyPenalty()).isEqualTo(0.1);
		assertThat(asked().options().presencePenalty()).isEqualTo(0.2);
		assertThat(asked().options().stop()).containsExactly("END");
	}

	@Test
	void whatSpringAiHasNoOptionForIsSaidToTheRequest() {
		scriptText();
		RouterChatOptions base = RouterChatOptions.builder()
			.model("scripted")
			.request((request) -> request.conversationId("c").reasoningEffort(ReasoningEffort.LOW))
			.build();
		RouterChatOptions.Builder more = RouterChatOptions.builder()
			.temperature(0.3)
			.request((request) -> request.reasoningEffort(ReasoningEffort.HIGH));
		call(new Prompt("Hello", base.mutate().combineWith(more).build()));
		assertThat(asked().conversationId()).isEqualTo("c");
		assertThat(asked().options().reasoningEffort()).isEqualTo(ReasoningEffort.HIGH);
		assertThat(asked().options().temperature()).isEqualTo(0.3);
	}

	@Test
	void conversationIsReadInOurWords() {
		scriptText();
		ToolCall call = new ToolCall("c1", "look", "{}", null);
		call(new Prompt(List.of(new SystemMessage("Be brief"), new UserMessage("See"),
				AssistantMessage.builder()
					.content("Looking")
					.toolCalls(List.of(new AssistantMessage.ToolCall("c1", "function", "look", "{}")))
					.build(),
				ToolResponseMessage.builder()
					.responses(List.of(new ToolResponseMessage.ToolResponse("c1", "look", "a cat")))
					.build(),
				new SystemMessage("")), on("scripted")));
		assertThat(asked().messages()).containsExactly(Message.system("Be brief"), Message.user("See"),
				new Message(Message.Role.ASSISTANT, List.of(new ContentPart.Text("Looking"), call)),
				Message.tool(ToolResult.of(call, "a cat")));
	}

	@Test
	void mediaAreReadByTypeAndSource() throws Exception {
		scriptText();
		byte[] bytes = { 1, 2 };
		String base64 = Base64.getEncoder().encodeToString(bytes);
		URL url = URI.create("https://example.org/a.png").toURL();
		call(new Prompt(UserMessage.builder()
			.text("See")
			.media(media("image/png").data(bytes).build(), media("image/png").data(url).build(),
					media("audio/wav").data("data:audio/wav;base64," + base64).build(),
					media("application/pdf").data("https://example.org/a.pdf").name("report").build(),
					media("image/gif").data(base64).build())
			.build(), on("scripted")));
		MediaSource address = new MediaSource.Url(URI.create("https://example.org/a.png"));
		assertThat(asked().messages().get(0).content()).containsExactly(new ContentPart.Text("See"),
				new ContentPart.Image(new MediaSource.Bytes("image/png", bytes), null),
				new ContentPart.Image(address, null), new ContentPart.Audio(new MediaSource.Bytes("audio/wav", bytes)),
				new ContentPart.Document(new MediaSource.Url(URI.create("https://example.org/a.pdf")), "report"),
				new ContentPart.Image(new MediaSource.Bytes("image/gif", bytes), null));
	}

	private static Media.Builder media(String type) {
		return Media.builder().mimeType(MimeType.valueOf(type));
	}

	@ParameterizedTest
	@CsvSource({ "video/mp4, https://example.org/a, UNSUPPORTED_FEATURE",
			"image/png, file:///etc/passwd, INVALID_REQUEST", "image/png, https://exa mple.org, INVALID_REQUEST" })
	void mediaThatCannotBeSentAreRefused(String type, String data, ErrorType expected) {
		Prompt prompt = new Prompt(UserMessage.builder().text("See").media(media(type).data(data).build()).build());
		assertThatExceptionOfType(LlmRouterException.class).isThrownBy(() -> call(prompt))
			.returns(expected, LlmRouterException::errorType);
		StepVerifier.create(this.model.stream(prompt))
			.expectErrorSatisfies((failure) -> assertThat(ErrorType.of(failure)).isEqualTo(expected))
			.verify(PATIENCE);
	}

	@Test
	void wholeAnswerHasUsageReasonAndMetadata() {
		TokenUsage usage = new TokenUsage(9L, null, 4L, null, 3L, false, null);
		this.provider.answer(new ChatChunk.Start("scripted", "id-1", "model-1"),
				new ChatChunk.ReasoningDelta("Hm", null, null), new ChatChunk.TextDelta("Hi"),
				new ChatChunk.Usage(usage), new ChatChunk.Finish(FinishReason.LENGTH, "max", 2));
		ChatResponse answer = call(new Prompt("Hello", on("scripted")));
		assertThat(answer.getResult().getOutput().getText()).isEqualTo("Hi");
		assertThat(answer.getResult().getOutput().getMetadata()).containsEntry("reasoningContent", "Hm");
		assertThat(answer.getResult().getMetadata().getFinishReason()).isEqualTo("LENGTH");
		assertThat(answer.getResult().getMetadata().<String>get(RouterChatModel.RAW_FINISH_REASON)).isEqualTo("max");
		assertThat(answer.getMetadata().getId()).isEqualTo("id-1");
		assertThat(answer.getMetadata().<Integer>get(RouterChatModel.SKIPPED_EVENTS)).isEqualTo(2);
		assertThat(answer.getMetadata().getUsage().getPromptTokens()).isEqualTo(9);
		assertThat(answer.getMetadata().getUsage().getCompletionTokens()).isZero();
		assertThat(answer.getMetadata().getUsage().getCacheReadInputTokens()).isEqualTo(4);
		assertThat(answer.getMetadata().getUsage().getNativeUsage()).isEqualTo(usage);
	}

	@Test
	void answerWithoutUsageHasNone() {
		scriptText();
		assertThat(call(new Prompt("Hello", on("scripted"))).getMetadata().getUsage()).isInstanceOf(EmptyUsage.class);
	}

	@Test
	void streamAddsUpToTheAnswer() {
		this.provider.answer(new ChatChunk.Start("scripted", "id-1", "model-1"),
				new ChatChunk.ReasoningDelta("Hm", "signed", null), new ChatChunk.TextDelta("Hi "),
				new ChatChunk.TextDelta("there"), new ChatChunk.ToolCallDelta(0, "c1", "look", "{", null),
				new ChatChunk.ToolCallDelta(0, null, null, "}", null), new ChatChunk.Usage(TokenUsage.of(9, 4)),
				new ChatChunk.Finish(FinishReason.TOOL_CALLS, null, 0));
		CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
		List<ChatResponse> pieces = new MessageAggregator()
			.aggregate(this.model.stream(new Prompt("Hello", on("scripted"))), whole::complete)
			.collectList()
			.block(PATIENCE);
		assertThat(pieces).hasSize(4);
		assertThat(pieces.subList(0, 3)).noneMatch(ChatResponse::hasToolCalls);
		AssistantMessage message = whole.join().getResult().getOutput();
		assertThat(message.getText()).isEqualTo("Hi there");
		assertThat(message.getToolCalls())
			.containsExactly(new AssistantMessage.ToolCall("c1", "function", "look", "{}"));
		assertThat(whole.join().getResult().getMetadata().getFinishReason()).isEqualTo("TOOL_CALLS");
		assertThat(whole.join().getMetadata().getUsage().getTotalTokens()).isEqualTo(13);
		assertThat(whole.join().getMetadata().getId()).isEqualTo("id-1");
		scriptText();
		call(new Prompt(List.of(new UserMessage("Hello"), message), on("scripted")));
		assertThat(asked().messages().get(1).content()).containsExactly(new ContentPart.Reasoning("Hm", "signed", null),
				new ContentPart.Text("Hi there"), new ToolCall("c1", "look", "{}", null));
	}

	@Test
	void changedMessageMeansWhatItSaysNow() {
		this.provider.answer(new ChatChunk.ReasoningDelta("Hm", "signed", null), new ChatChunk.TextDelta("Hi"));
		AssistantMessage message = call(new Prompt("Hello", on("scripted"))).getResult().getOutput();
		AssistantMessage changed = message.mutate()
			.content("Bye")
			.properties(Map.copyOf(message.getMetadata()))
			.build();
		scriptText();
		call(new Prompt(List.of(new UserMessage("Hello"), changed), on("scripted")));
		assertThat(asked().messages().get(1).content()).containsExactly(new ContentPart.Reasoning("Hm", null, null),
				new ContentPart.Text("Bye"));
	}

	@Test
	void providerThatDoesNotSayWhoItIsIsNamed() {
		scriptText();
		List<ChatResponse> pieces = this.model.stream(new Prompt("Hello", on("scripted")))
			.collectList()
			.block(PATIENCE);
		assertThat(pieces.get(1).getMetadata().<String>get(RouterChatModel.PROVIDER)).isEqualTo("scripted");
	}

	@Test
	void streamThatBreaksEndsInItsErrorWithoutToolCalls() {
		this.provider.answer(Flux
			.<ChatChunk>just(new ChatChunk.TextDelta("Hi"), new ChatChunk.ToolCallDelta(0, "c1", "look", "{", null))
			.concatWith(Flux
				.error(new ProviderException("Cut", ErrorDetails.of(ErrorType.CONTENT_FILTER).at("scripted", null)))));
		StepVerifier.create(this.model.stream(new Prompt("Hello", on("scripted"))))
			.assertNext((piece) -> assertThat(piece.getResult().getOutput().getText()).isEqualTo("Hi"))
			.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOf(LlmRouterException.class)
				.returns(ErrorType.CONTENT_FILTER, ErrorType::of))
			.verify(PATIENCE);
	}

	@Test
	void failureIsThatOfTheRouter() {
		this.provider.answer(Flux
			.error(new ProviderException("No", ErrorDetails.of(ErrorType.CONTENT_FILTER).at("scripted", null))));
		assertThatExceptionOfType(LlmRouterException.class).isThrownBy(() -> call(new Prompt("Hello", on("scripted"))))
			.returns(ErrorType.CONTENT_FILTER, LlmRouterException::errorType);
	}

	@Test
	void streamIsColdAndCancelledAtOnce() {
		PublisherProbe<ChatChunk> probe = PublisherProbe.of(Flux.never());
		this.provider.answer(probe.flux());
		Flux<ChatResponse> stream = this.model.stream(new Prompt("Hello", on("scripted")));
		assertThat(this.provider.requests()).isEmpty();
		StepVerifier.create(stream).thenAwait().thenCancel().verify(PATIENCE);
		probe.assertWasSubscribed();
		probe.assertWasCancelled();
	}

	@Test
	void callOnAThreadThatMustNotBlockSaysWhatToDo() {
		Mono<ChatResponse> call = Mono.fromCallable(() -> call(new Prompt("Hello"))).subscribeOn(Schedulers.parallel());
		assertThatIllegalStateException().isThrownBy(() -> call.block(PATIENCE))
			.withMessageContaining("was called on thread 'parallel-")
			.withMessageContaining("use stream, or call it on Schedulers.boundedElastic()");
		assertThat(this.provider.requests()).isEmpty();
	}

	@Test
	void interruptedCallIsCancelled() throws Exception {
		PublisherProbe<ChatChunk> probe = PublisherProbe.of(Flux.never());
		CompletableFuture<Thread> subscribed = new CompletableFuture<>();
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		this.provider.answer(probe.flux().doOnSubscribe((subscription) -> subscribed.complete(Thread.currentThread())));
		Thread caller = new Thread(() -> {
			try {
				call(new Prompt("Hello", on("scripted")));
			}
			catch (RuntimeException ex) {
				failure.complete(ex);
			}
		});
		caller.start();
		subscribed.get(30, TimeUnit.SECONDS);
		caller.interrupt();
		assertThat(failure.get(30, TimeUnit.SECONDS)).isNotNull();
		probe.assertWasCancelled();
	}

	@ParameterizedTest
	@ValueSource(strings = { "scripted", "scripted/model-2" })
	void otherProvidersAreNotAsked(String name) {
		scriptText();
		assertThat(call(new Prompt("Hello", on(name))).getMetadata().<String>get(RouterChatModel.PROVIDER))
			.isEqualTo("scripted");
	}

	@Test
	void copyOfOptionsIsEqual() {
		RouterChatOptions options = RouterChatOptions.builder().model("fast").outputSchema("{}").topK(4).build();
		assertThat(options.mutate().build()).isEqualTo(options).hasSameHashCodeAs(options);
		assertThat(options.mutate().outputSchema("{ }").build()).isNotEqualTo(options);
	}

}
