package io.llmrouter.springai.provider;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.http.WireTimeouts;
import io.llmrouter.springai.ScriptedChatModel;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.Generation;

import static org.assertj.core.api.Assertions.assertThat;

class SpringAiChatProviderStreamTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final ChatRequest REQUEST = ChatRequest.user("Hello");

	private final ScriptedChatModel model = new ScriptedChatModel();

	private final ChatProvider provider = new SpringAiChatProvider(
			new SpringAiSettings("house", "houseModel", List.of(), WireTimeouts.defaults()), this.model, (state) -> {
			}, TimeSource.SYSTEM, Schedulers.parallel(), Schedulers.boundedElastic());

	private List<ChatChunk> pieces() {
		return this.provider.stream(REQUEST).collectList().block(PATIENCE);
	}

	private static Generation toolCall(String id, String reason) {
		AssistantMessage message = AssistantMessage.builder()
			.content("")
			.toolCalls(List.of(new AssistantMessage.ToolCall(id, "function", "look", "{\"a\":1}")))
			.build();
		return new Generation(message, ChatGenerationMetadata.builder().finishReason(reason).build());
	}

	@Test
	void streamIsTextToolCallsUsageAndReason() {
		this.model.streaming(ScriptedChatModel.piece("Let me "), ScriptedChatModel.piece("see"),
				new org.springframework.ai.chat.model.ChatResponse(List.of(toolCall("c1", ""), toolCall("c2", ""))),
				ScriptedChatModel.response(new AssistantMessage(""), "tool_calls",
						ChatResponseMetadata.builder().usage(new DefaultUsage(9, 4))));
		assertThat(pieces()).containsExactly(new ChatChunk.Start("house", "id-1", null),
				new ChatChunk.TextDelta("Let me "), new ChatChunk.TextDelta("see"),
				new ChatChunk.ToolCallDelta(0, "c1", "look", "{\"a\":1}", null),
				new ChatChunk.ToolCallDelta(1, "c2", "look", "{\"a\":1}", null),
				new ChatChunk.Usage(TokenUsage.of(9, 4)),
				new ChatChunk.Finish(FinishReason.TOOL_CALLS, "tool_calls", 0));
	}

	@Test
	void chatModelThatPushesMeetsASlowConsumer() {
		this.model.streaming((prompt) -> Flux.create((sink) -> {
			for (int i = 0; i < 1000; i++) {
				sink.next(ScriptedChatModel.piece("a"));
			}
			sink.complete();
		}, FluxSink.OverflowStrategy.ERROR));
		StepVerifier.create(this.provider.stream(REQUEST), 1)
			.expectNextCount(1)
			.thenRequest(5)
			.expectNextCount(5)
			.thenRequest(Long.MAX_VALUE)
			.expectNextCount(996)
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void streamWithoutAReasonIsComplete() {
		this.model.streaming(ScriptedChatModel.piece("Hi"));
		assertThat(pieces()).containsExactly(new ChatChunk.Start("house", "id-1", null), new ChatChunk.TextDelta("Hi"),
				new ChatChunk.Finish(FinishReason.UNKNOWN, null, 0));
	}

	@Test
	void countsOfAStreamAreNotAdded() {
		this.model.streaming(ScriptedChatModel.answer("a", 9, 1), ScriptedChatModel.answer("b", 0, 2));
		assertThat(pieces()).filteredOn(ChatChunk.Usage.class::isInstance)
			.last()
			.isEqualTo(new ChatChunk.Usage(TokenUsage.of(9, 2)));
	}

	@Test
	void emptyStreamIsAnError() {
		this.model.streaming();
		StepVerifier.create(this.provider.stream(REQUEST))
			.expectErrorSatisfies((failure) -> assertThat(ErrorType.of(failure)).isEqualTo(ErrorType.INVALID_RESPONSE))
			.verify(PATIENCE);
	}

	@Test
	void streamThatBreaksAfterContentIsInterrupted() {
		this.model.streaming((prompt) -> Flux.just(ScriptedChatModel.piece("Hi"))
			.concatWith(Flux.error(new IllegalStateException("confidential"))));
		StepVerifier.create(this.provider.stream(REQUEST)).expectNextCount(2).expectErrorSatisfies((failure) -> {
			assertThat(ErrorType.of(failure)).isEqualTo(ErrorType.STREAM_INTERRUPTED);
			assertThat(failure).hasMessageNotContaining("confidential");
		}).verify(PATIENCE);
	}

	@Test
	void cancelledStreamIsCancelledInTheChatModel() {
		TestPublisher<org.springframework.ai.chat.model.ChatResponse> source = TestPublisher.create();
		this.model.streaming((prompt) -> source.flux());
		StepVerifier.create(this.provider.stream(REQUEST))
			.then(() -> await(source::wasSubscribed))
			.thenCancel()
			.verify(PATIENCE);
		await(source::wasCancelled);
	}

	@Test
	void everySubscriptionIsOneCall() {
		Flux<ChatChunk> answer = this.provider.stream(REQUEST);
		assertThat(this.model.prompts()).isEmpty();
		answer.blockLast(PATIENCE);
		answer.blockLast(PATIENCE);
		assertThat(this.model.prompts()).hasSize(2);
	}

	private static void await(BooleanSupplier condition) {
		assertThat(Flux.interval(Duration.ofMillis(5))
			.map((tick) -> condition.getAsBoolean())
			.filter(Boolean::booleanValue)
			.blockFirst(PATIENCE)).isTrue();
	}

}
