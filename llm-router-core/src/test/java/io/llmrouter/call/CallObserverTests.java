package io.llmrouter.call;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.FakeProvider;
import io.llmrouter.testing.VirtualTimeSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import static org.assertj.core.api.Assertions.assertThat;

class CallObserverTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final ChatRequest REQUEST = ChatRequest.user("a secret prompt");

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final List<ChatCall> calls = new CopyOnWriteArrayList<>();

	private final AtomicInteger active = new AtomicInteger();

	private final FakeProvider provider = new FakeProvider("alpha", "small", "large");

	private final CallObserver observer = observer(CallObservation.Factory.NOOP, new Recording());

	@AfterEach
	void noCallIsActive() {
		assertThat(this.active).hasValue(0);
		this.scheduler.dispose();
	}

	private CallObserver observer(CallObservation.Factory observations, ChatCallListener... listeners) {
		return new CallObserver(List.of(listeners), observations, new ModelLabels(Map.of("alpha", List.of("routed"))),
				new VirtualTimeSource(this.scheduler));
	}

	private Flux<ChatChunk> observed(Flux<ChatChunk> answer) {
		return this.observer.observe(this.provider, REQUEST, answer);
	}

	private ChatCall onlyCall() {
		assertThat(this.calls).hasSize(1);
		return this.calls.get(0);
	}

	@Test
	void nothingIsRecordedBeforeSubscription() {
		observed(FakeProvider.answer("alpha", "Hi"));
		assertThat(this.calls).isEmpty();
	}

	@Test
	void everySubscriptionIsOneCall() {
		Flux<ChatChunk> answer = observed(FakeProvider.answer("alpha", "Hi"));
		answer.blockLast(PATIENCE);
		answer.blockLast(PATIENCE);
		assertThat(this.calls).hasSize(2);
	}

	@Test
	void streamIsRecordedWithEverythingItTold() {
		observed(FakeProvider.answer("alpha", "Hi", " there")).blockLast(PATIENCE);
		ChatCall call = onlyCall();
		assertThat(call.outcome()).isEqualTo(Outcome.SUCCESS);
		assertThat(call.errorType()).isNull();
		assertThat(call.provider()).isEqualTo("alpha");
		assertThat(call.contentChunks()).isEqualTo(2);
		assertThat(call.responseId()).isEqualTo("id-alpha");
		assertThat(call.responseModel()).isEqualTo("echoed-model");
		assertThat(call.finishReason()).isEqualTo(FinishReason.STOP);
		assertThat(call.usage()).isEqualTo(TokenUsage.of(10, 2));
	}

	@Test
	void firstContentStopsTheTimeToFirstToken() {
		Sinks.Many<ChatChunk> sink = Sinks.many().unicast().onBackpressureBuffer();
		StepVerifier.create(observed(sink.asFlux())).then(() -> {
			this.scheduler.advanceTimeBy(Duration.ofMillis(100));
			sink.tryEmitNext(new ChatChunk.Start("alpha", null, null));
			this.scheduler.advanceTimeBy(Duration.ofMillis(200));
			sink.tryEmitNext(new ChatChunk.ReasoningDelta("hm", null, null));
			this.scheduler.advanceTimeBy(Duration.ofMillis(400));
			sink.tryEmitNext(new ChatChunk.TextDelta("Hi"));
			this.scheduler.advanceTimeBy(Duration.ofMillis(800));
			sink.tryEmitComplete();
		}).expectNextCount(3).expectComplete().verify(PATIENCE);
		assertThat(onlyCall().timeToFirstToken()).isEqualTo(Duration.ofMillis(300));
		assertThat(onlyCall().contentDuration()).isEqualTo(Duration.ofMillis(400));
		assertThat(onlyCall().timePerOutputToken()).isEqualTo(Duration.ofMillis(400));
		assertThat(onlyCall().duration()).isEqualTo(Duration.ofMillis(1500));
	}

	@Test
	void cumulativeUsageIsNotAdded() {
		observed(Flux.just(new ChatChunk.TextDelta("Hi"), new ChatChunk.Usage(TokenUsage.of(10, 1)),
				new ChatChunk.Usage(TokenUsage.of(10, 7))))
			.blockLast(PATIENCE);
		assertThat(onlyCall().usage()).isEqualTo(TokenUsage.of(10, 7));
	}

	@Test
	void callIsRecordedBeforeTheCallerHearsOfItsEnd() {
		List<Integer> seen = new ArrayList<>();
		observed(FakeProvider.answer("alpha", "Hi")).doOnComplete(() -> seen.add(this.calls.size()))
			.blockLast(PATIENCE);
		this.observer.observe(this.provider, REQUEST, Mono.just(ChatResponse.text("alpha", "Hi", null)))
			.doOnNext((response) -> seen.add(this.calls.size()))
			.block(PATIENCE);
		assertThat(seen).containsExactly(1, 2);
	}

	@Test
	void answerIsASuccessThoughTheCallerCancelsAfterIt() {
		Mono<ChatResponse> answer = Mono.just(ChatResponse.text("alpha", "Hi", TokenUsage.of(3, 4)));
		this.observer.observe(this.provider, REQUEST, answer).flux().take(1).blockLast(PATIENCE);
		assertThat(onlyCall().outcome()).isEqualTo(Outcome.SUCCESS);
		assertThat(onlyCall().usage()).isEqualTo(TokenUsage.of(3, 4));
		assertThat(onlyCall().timeToFirstToken()).isNull();
	}

	@Test
	void failureIsRecordedWithItsTypeAndStatus() {
		StepVerifier.create(observed(Flux.error(FakeProvider.rateLimited(null)))).expectError().verify(PATIENCE);
		assertThat(onlyCall().outcome()).isEqualTo(Outcome.ERROR);
		assertThat(onlyCall().errorType()).isEqualTo(ErrorType.RATE_LIMITED);
		assertThat(onlyCall().status()).isEqualTo(429);
		assertThat(onlyCall().responseId()).isEqualTo("req-1");
	}

	@Test
	void brokenConnectionAfterContentIsAnInterruptedStream() {
		Flux<ChatChunk> cut = Flux.concat(Flux.just(new ChatChunk.TextDelta("Hi")),
				Flux.error(new IOException("reset")));
		StepVerifier.create(observed(cut)).expectNextCount(1).expectError(IOException.class).verify(PATIENCE);
		assertThat(onlyCall().errorType()).isEqualTo(ErrorType.STREAM_INTERRUPTED);
		assertThat(onlyCall().contentChunks()).isEqualTo(1);
	}

	@Test
	void tokensOfABrokenStreamAreEstimated() {
		Flux<ChatChunk> cut = Flux.concat(Flux.just(new ChatChunk.TextDelta("12345678"), new ChatChunk.TextDelta("9")),
				Flux.error(new IOException("reset")));
		StepVerifier.create(observed(cut)).expectNextCount(2).expectError(IOException.class).verify(PATIENCE);
		assertThat(onlyCall().usage()).isEqualTo(new TokenUsage(4L, 3L, null, null, null, true, null));
	}

	@Test
	void tokensOfACancelledStreamAreEstimated() {
		StepVerifier.create(observed(Flux.concat(Flux.just(new ChatChunk.TextDelta("Hi")), Flux.never())))
			.expectNextCount(1)
			.thenCancel()
			.verify(PATIENCE);
		assertThat(onlyCall().usage()).isEqualTo(new TokenUsage(4L, 1L, null, null, null, true, null));
	}

	@Test
	void usageToldBeforeABreakIsTaken() {
		Flux<ChatChunk> cut = Flux.concat(
				Flux.just(new ChatChunk.TextDelta("Hi"), new ChatChunk.Usage(TokenUsage.of(10, 7))),
				Flux.error(new IOException("reset")));
		StepVerifier.create(observed(cut)).expectNextCount(2).expectError(IOException.class).verify(PATIENCE);
		assertThat(onlyCall().usage()).isEqualTo(TokenUsage.of(10, 7));
	}

	@Test
	void usageThatAFailureCarriesIsTaken() {
		TokenUsage partial = new TokenUsage(50L, 20L, null, null, null, true, null);
		Throwable failure = FakeProvider.failure(ErrorType.STREAM_INTERRUPTED).withPartialUsage(partial);
		StepVerifier.create(observed(Flux.error(failure))).expectError().verify(PATIENCE);
		this.observer.observe(this.provider, REQUEST, Mono.error(failure)).onErrorComplete().block(PATIENCE);
		assertThat(this.calls).extracting(ChatCall::usage).containsExactly(partial, partial);
	}

	@Test
	void nothingIsEstimatedWhereNothingCame() {
		StepVerifier.create(observed(Flux.concat(Flux.just(new ChatChunk.Start("alpha", null, null)), Flux.never())))
			.expectNextCount(1)
			.thenCancel()
			.verify(PATIENCE);
		assertThat(onlyCall().usage()).isNull();
	}

	@Test
	void usageOfACompleteStreamThatToldNoneIsUnknown() {
		observed(Flux.just(new ChatChunk.TextDelta("Hi"), new ChatChunk.Finish(FinishReason.STOP, null, 0)))
			.blockLast(PATIENCE);
		assertThat(onlyCall().usage()).isNull();
	}

	@Test
	void cancelledCallIsNeitherSuccessNorError() {
		StepVerifier.create(observed(Flux.never())).thenCancel().verify(PATIENCE);
		assertThat(onlyCall().outcome()).isEqualTo(Outcome.CANCELLED);
		assertThat(onlyCall().errorType()).isNull();
	}

	@Test
	void routersReasonStandsInsteadOfCancelled() {
		CallContext context = new CallContext("fast", 2);
		Flux<ChatChunk> aborted = observed(Flux.never())
			.doOnSubscribe((subscription) -> context.abort(FakeProvider.failure(ErrorType.TIMEOUT_FIRST_TOKEN)));
		StepVerifier.create(aborted.contextWrite(context::addTo)).thenCancel().verify(PATIENCE);
		assertThat(onlyCall().outcome()).isEqualTo(Outcome.ERROR);
		assertThat(onlyCall().errorType()).isEqualTo(ErrorType.TIMEOUT_FIRST_TOKEN);
		assertThat(onlyCall().start().route()).isEqualTo("fast");
		assertThat(onlyCall().start().attempt()).isEqualTo(2);
	}

	@Test
	void emptyAnswerIsAnInvalidResponse() {
		this.observer.observe(this.provider, REQUEST, Mono.empty()).block(PATIENCE);
		observed(Flux.empty()).blockLast(PATIENCE);
		assertThat(this.calls).extracting(ChatCall::errorType)
			.containsExactly(ErrorType.INVALID_RESPONSE, ErrorType.INVALID_RESPONSE);
	}

	@Test
	void modelLabelIsAConfiguredModelOrAConstant() {
		List<@Nullable String> requested = new ArrayList<>(List.of("large", "routed", "made-up"));
		requested.add(null);
		for (String model : requested) {
			ChatRequest request = REQUEST.withModel(model);
			this.observer.observe(this.provider, request, FakeProvider.answer("alpha", "Hi")).blockLast(PATIENCE);
		}
		assertThat(this.calls).extracting(ChatCall::model).containsExactly("large", "routed", "other", "small");
		FakeProvider silent = new FakeProvider("beta");
		this.observer.observe(silent, REQUEST, FakeProvider.answer("beta", "Hi")).blockLast(PATIENCE);
		assertThat(this.calls.get(4).model()).isEqualTo("default");
	}

	@Test
	void failingListenerHurtsNeitherCallNorOtherListeners() {
		CallObserver fragile = observer(CallObservation.Factory.NOOP, new Failing(), new Recording());
		StepVerifier.create(fragile.observe(this.provider, REQUEST, FakeProvider.answer("alpha", "Hi")))
			.expectNextCount(4)
			.expectComplete()
			.verify(PATIENCE);
		assertThat(onlyCall().outcome()).isEqualTo(Outcome.SUCCESS);
	}

	@Test
	void failingObservationHurtsNeitherCallNorListeners() {
		CallObserver fragile = observer((call, request, context) -> {
			throw new IllegalStateException("planned");
		}, new Recording());
		fragile.observe(this.provider, REQUEST, FakeProvider.answer("alpha", "Hi")).blockLast(PATIENCE);
		assertThat(onlyCall().outcome()).isEqualTo(Outcome.SUCCESS);
	}

	@Test
	void observationSpansTheCallAndIsSeenUpstream() {
		List<@Nullable Throwable> ends = new ArrayList<>();
		CallObserver spanning = observer((call, request, context) -> new Spanning(ends), new Recording());
		Flux<ChatChunk> answer = Flux.deferContextual((ContextView context) -> Flux
			.just(new ChatChunk.TextDelta(Objects.requireNonNull(context.<String>get("span")))));
		StepVerifier.create(spanning.observe(this.provider, REQUEST, answer))
			.expectNext(new ChatChunk.TextDelta("open"))
			.expectComplete()
			.verify(PATIENCE);
		assertThat(ends).containsExactly((Throwable) null);
	}

	@Test
	void providerThatCannotNameItsModelsIsMeasuredAllTheSame() {
		ChatProvider silent = (ChatProvider) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { ChatProvider.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("models")) {
						throw new IllegalStateException("planned");
					}
					return "silent";
				});
		this.observer.observe(silent, REQUEST, FakeProvider.answer("silent", "Hi")).blockLast(PATIENCE);
		assertThat(onlyCall().model()).isEqualTo("default");
	}

	@Test
	void noContentStandsInTheRecord() {
		observed(FakeProvider.answer("alpha", "a secret answer")).blockLast(PATIENCE);
		assertThat(onlyCall().toString() + REQUEST).doesNotContain("secret");
	}

	@Test
	void concurrentCallsAreAllRecorded() {
		Flux.range(0, 1000)
			.flatMap((i) -> observed(FakeProvider.answer("alpha", "Hi")).subscribeOn(Schedulers.parallel()), 64)
			.blockLast(Duration.ofSeconds(30));
		assertThat(this.calls).hasSize(1000);
	}

	private final class Recording implements ChatCallListener {

		@Override
		public void callStarted(StartedCall call) {
			CallObserverTests.this.active.incrementAndGet();
		}

		@Override
		public void callEnded(ChatCall call) {
			CallObserverTests.this.active.decrementAndGet();
			CallObserverTests.this.calls.add(call);
		}

	}

	private static final class Failing implements ChatCallListener {

		@Override
		public void callStarted(StartedCall call) {
			throw new IllegalStateException("planned");
		}

		@Override
		public void callEnded(ChatCall call) {
			throw new IllegalStateException("planned");
		}

	}

	private record Spanning(List<@Nullable Throwable> ends) implements CallObservation {

		@Override
		public Context addTo(Context context) {
			return context.put("span", "open");
		}

		@Override
		public void end(ChatCall call, @Nullable Throwable failure) {
			this.ends.add(failure);
		}

	}

}
