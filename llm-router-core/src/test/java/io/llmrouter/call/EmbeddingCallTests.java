package io.llmrouter.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.embedding.EmbeddingResponse;
import io.llmrouter.metrics.MicrometerCallListener;
import io.llmrouter.provider.EmbeddingProvider;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.Window;
import io.llmrouter.testing.FakeProvider;
import io.llmrouter.testing.VirtualTimeSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;

class EmbeddingCallTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final EmbeddingRequest REQUEST = EmbeddingRequest.of("a secret text");

	private static final EmbeddingResponse ANSWER = new EmbeddingResponse("alpha", "req-1", "echoed",
			List.of(new float[] { 1 }), new TokenUsage(7L, null, null, null, null, false, null));

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final List<String> heard = new ArrayList<>();

	private final List<ChatCall> calls = new ArrayList<>();

	private final List<ChatCall> chats = new ArrayList<>();

	private final ComparisonStatistics statistics = new ComparisonStatistics(TimeSource.SYSTEM);

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final CallObserver observer = new CallObserver(
			List.of(new Everything(), (ChatCallListener) this.chats::add, this.statistics,
					new MicrometerCallListener(this.meters)),
			CallObservation.Factory.NOOP, new ModelLabels(Map.of()), new VirtualTimeSource(this.scheduler));

	@AfterEach
	void dispose() {
		this.scheduler.dispose();
	}

	private EmbeddingProvider observed(Mono<EmbeddingResponse> answer) {
		return new ObservedEmbeddingProvider(new Fake(answer), this.observer);
	}

	private ChatCall onlyCall() {
		assertThat(this.calls).hasSize(1);
		return this.calls.get(0);
	}

	@Test
	void observedProviderHasTheNameAndModelsOfTheOneBeneath() {
		assertThat(observed(Mono.empty()).name()).isEqualTo("alpha");
		assertThat(observed(Mono.empty()).models()).containsExactly("embed-1");
	}

	@Test
	void everySubscriptionIsOneCallWithAllThatIsKnown() {
		Mono<EmbeddingResponse> call = observed(Mono.just(ANSWER).delayElement(Duration.ofMillis(40), this.scheduler))
			.embed(REQUEST);
		assertThat(this.heard).isEmpty();
		StepVerifier.create(call).then(() -> {
			assertThat(this.heard).containsExactly("started alpha embed-1");
			this.scheduler.advanceTimeBy(Duration.ofMillis(40));
		}).expectNext(ANSWER).expectComplete().verify(PATIENCE);
		ChatCall recorded = onlyCall();
		assertThat(recorded.operation()).isEqualTo(CallOperation.EMBEDDINGS);
		assertThat(recorded.outcome()).isEqualTo(Outcome.SUCCESS);
		assertThat(recorded.stream()).isFalse();
		assertThat(recorded.duration()).isEqualTo(Duration.ofMillis(40));
		assertThat(recorded.responseId()).isEqualTo("req-1");
		assertThat(recorded.responseModel()).isEqualTo("echoed");
		assertThat(recorded.usage()).isEqualTo(ANSWER.usage());
		assertThat(recorded.finishReason()).isNull();
		assertThat(recorded.timeToFirstToken()).isNull();
		assertThat(recorded.timePerOutputToken()).isNull();
		assertThat(recorded.toString()).doesNotContain("secret");
	}

	@Test
	void chatIsNotMixedWithEmbeddings() {
		observed(Mono.just(ANSWER)).embed(REQUEST).block(PATIENCE);
		assertThat(this.chats).isEmpty();
		assertThat(this.statistics.compare(Window.ALL).ranking()).isEmpty();
		new ObservedChatProvider(new FakeProvider("alpha", "chat-1").answers("Hi"), this.observer)
			.chat(ChatRequest.user("Hello"))
			.block(PATIENCE);
		assertThat(this.chats).singleElement()
			.satisfies((call) -> assertThat(call.operation()).isEqualTo(CallOperation.CHAT));
		assertThat(this.statistics.compare(Window.ALL).ranking()).singleElement()
			.satisfies((row) -> assertThat(row.model()).isEqualTo("chat-1"));
		assertThat(this.calls).extracting(ChatCall::operation)
			.containsExactly(CallOperation.EMBEDDINGS, CallOperation.CHAT);
	}

	@Test
	void inputTokensAreCountedByTheEmbeddingModel() {
		observed(Mono.just(ANSWER)).embed(REQUEST).block(PATIENCE);
		assertThat(this.meters.get("llm.router.tokens")
			.tags("provider", "alpha", "model", "embed-1", "type", "input")
			.counter()
			.count()).isEqualTo(7);
		assertThat(this.meters.getMeters()).extracting((meter) -> meter.getId().getName())
			.containsExactlyInAnyOrder("llm.router.tokens", "llm.router.unpriced");
	}

	@Test
	void failureIsRecordedWithItsTypeAndStatus() {
		ProviderException failure = new ProviderException("slow down",
				ErrorDetails.of(ErrorType.RATE_LIMITED).answered(429, null, "req-2", null));
		StepVerifier.create(observed(Mono.error(failure)).embed(REQUEST))
			.expectErrorMatches(failure::equals)
			.verify(PATIENCE);
		assertThat(onlyCall().outcome()).isEqualTo(Outcome.ERROR);
		assertThat(onlyCall().errorType()).isEqualTo(ErrorType.RATE_LIMITED);
		assertThat(onlyCall().status()).isEqualTo(429);
		assertThat(onlyCall().responseId()).isEqualTo("req-2");
	}

	@Test
	void emptyAnswerIsAnInvalidResponse() {
		observed(Mono.empty()).embed(REQUEST).block(PATIENCE);
		assertThat(onlyCall().errorType()).isEqualTo(ErrorType.INVALID_RESPONSE);
	}

	@Test
	void cancelledCallIsNeitherSuccessNorError() {
		StepVerifier.create(observed(Mono.never()).embed(REQUEST)).thenCancel().verify(PATIENCE);
		assertThat(onlyCall().outcome()).isEqualTo(Outcome.CANCELLED);
		assertThat(onlyCall().errorType()).isNull();
	}

	@Test
	void callWithinARoutedCallIsNoAttempt() {
		CallContext routed = new CallContext("default", 2);
		routed.abort(new ProviderException("late", ErrorDetails.of(ErrorType.TIMEOUT_FIRST_TOKEN)));
		StepVerifier
			.create(observed(Mono.never()).embed(REQUEST).contextWrite((context) -> routed.addTo(Context.of(context))))
			.thenCancel()
			.verify(PATIENCE);
		assertThat(onlyCall().outcome()).isEqualTo(Outcome.CANCELLED);
		assertThat(onlyCall().start().route()).isNull();
		assertThat(onlyCall().start().attempt()).isEqualTo(1);
	}

	@Test
	void modelThatIsNotConfiguredIsOther() {
		observed(Mono.just(ANSWER)).embed(REQUEST.withModel("surprise")).block(PATIENCE);
		assertThat(onlyCall().model()).isEqualTo("other");
		assertThat(onlyCall().start().requestedModel()).isEqualTo("surprise");
	}

	/**
	 * Listener that hears of every operation.
	 */
	private final class Everything implements ChatCallListener {

		@Override
		public boolean hears(CallOperation operation) {
			return true;
		}

		@Override
		public void callStarted(StartedCall call) {
			EmbeddingCallTests.this.heard.add("started " + call.provider() + " " + call.model());
		}

		@Override
		public void callEnded(ChatCall call) {
			EmbeddingCallTests.this.calls.add(call);
		}

	}

	/**
	 * Provider that answers as it is told.
	 *
	 * @param answer the answer
	 */
	private record Fake(Mono<EmbeddingResponse> answer) implements EmbeddingProvider {

		@Override
		public String name() {
			return "alpha";
		}

		@Override
		public List<String> models() {
			return List.of("embed-1");
		}

		@Override
		public Mono<EmbeddingResponse> embed(EmbeddingRequest request) {
			return this.answer;
		}

	}

}
