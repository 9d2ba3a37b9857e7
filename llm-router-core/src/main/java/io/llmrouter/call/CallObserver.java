package io.llmrouter.call;

import java.util.List;
import java.util.function.Supplier;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.embedding.EmbeddingResponse;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.EmbeddingProvider;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Observer of provider calls: the one path on which calls are recorded. It decorates the
 * publisher of a call; every subscription is one call, measured from subscription to its
 * terminal signal and recorded exactly once. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CallObserver {

	private final Listeners<ChatCallListener> chatListeners;

	private final Listeners<ChatCallListener> embeddingListeners;

	private final CallObservation.Factory observations;

	private final CallLabels labels;

	private final TimeSource time;

	/**
	 * Create an observer.
	 * @param listeners who hears of the calls, in this order
	 * @param observations the opener of the observation that spans each call
	 * @param labels the model labels
	 * @param time the source of time
	 */
	public CallObserver(List<? extends ChatCallListener> listeners, CallObservation.Factory observations,
			ModelLabels labels, TimeSource time) {
		this(listeners, observations, new CallLabels(labels), time);
	}

	/**
	 * Create an observer.
	 * @param listeners who hears of the calls, in this order
	 * @param observations the opener of the observation that spans each call
	 * @param labels the labels of calls
	 * @param time the source of time
	 */
	public CallObserver(List<? extends ChatCallListener> listeners, CallObservation.Factory observations,
			CallLabels labels, TimeSource time) {
		this.chatListeners = listeners(listeners, CallOperation.CHAT);
		this.embeddingListeners = listeners(listeners, CallOperation.EMBEDDINGS);
		this.observations = observations;
		this.labels = labels;
		this.time = time;
	}

	private static Listeners<ChatCallListener> listeners(List<? extends ChatCallListener> all,
			CallOperation operation) {
		return new Listeners<>(all.stream().filter((listener) -> listener.hears(operation)).toList());
	}

	/**
	 * Observe a call for a complete answer.
	 * @param provider the provider that was called
	 * @param request what it was asked
	 * @param answer the publisher it returned
	 * @return the observed publisher
	 */
	public Mono<ChatResponse> observe(ChatProvider provider, ChatRequest request, Mono<ChatResponse> answer) {
		return answer.tap((context) -> new ResponseRecorder<>(this, begin(provider, request, false, context),
				ResponseRecorder.Told::of));
	}

	/**
	 * Observe a call for an answer in pieces.
	 * @param provider the provider that was called
	 * @param request what it was asked
	 * @param answer the publisher it returned
	 * @return the observed publisher
	 */
	public Flux<ChatChunk> observe(ChatProvider provider, ChatRequest request, Flux<ChatChunk> answer) {
		return answer.tap((context) -> new StreamRecorder(this, begin(provider, request, true, context)));
	}

	/**
	 * Observe a call for embeddings. It is no attempt of a route, even where a routed
	 * call makes it on its way.
	 * @param provider the provider that was called
	 * @param request what it was asked
	 * @param answer the publisher it returned
	 * @return the observed publisher
	 */
	public Mono<EmbeddingResponse> observe(EmbeddingProvider provider, EmbeddingRequest request,
			Mono<EmbeddingResponse> answer) {
		return answer.tap((context) -> new ResponseRecorder<>(this, begin(provider, request, context),
				ResponseRecorder.Told::of));
	}

	private OpenCall<ChatRequest> begin(ChatProvider provider, ChatRequest request, boolean stream,
			ContextView context) {
		CallContext routed = CallContext.from(context);
		CallLabels.Pair pair = pair(provider.name(), provider::models, request.model());
		StartedCall start = new StartedCall(pair.provider(), pair.model(), request.model(), stream,
				(routed != null) ? routed.route() : null, (routed != null) ? routed.attempt() : 1, this.time.now());
		return new OpenCall<>(this.labels.tagged(start, context), request, context, routed, this.time.nanoTime(),
				this.observations::start);
	}

	private OpenCall<EmbeddingRequest> begin(EmbeddingProvider provider, EmbeddingRequest request,
			ContextView context) {
		CallLabels.Pair pair = pair(provider.name(), provider::models, request.model());
		StartedCall start = new StartedCall(pair.provider(), pair.model(), request.model(), false, null, 1,
				this.time.now(), CallOperation.EMBEDDINGS);
		return new OpenCall<>(this.labels.tagged(start, context), request, context, null, this.time.nanoTime(),
				this.observations::start);
	}

	private CallLabels.Pair pair(String provider, Supplier<List<String>> models, @Nullable String requested) {
		return this.labels.pair(provider, models(models), requested);
	}

	// A provider of the user's that cannot name its models must not fail for being
	// measured.
	private static List<String> models(Supplier<List<String>> models) {
		try {
			return models.get();
		}
		catch (RuntimeException ex) {
			return List.of();
		}
	}

	<Q> CallObservation started(OpenCall<Q> call) {
		listeners(call.start()).tell((listener) -> listener.callStarted(call.start()));
		return call.opening().start(call.start(), call.request(), call.context());
	}

	void ended(ChatCall call) {
		listeners(call.start()).tell((listener) -> listener.callEnded(call));
	}

	private Listeners<ChatCallListener> listeners(StartedCall call) {
		return switch (call.operation()) {
			case CHAT -> this.chatListeners;
			case EMBEDDINGS -> this.embeddingListeners;
		};
	}

	long nanoTime() {
		return this.time.nanoTime();
	}

	/**
	 * Call that has begun.
	 *
	 * @param start what is known of it
	 * @param request what was asked
	 * @param context the Reactor Context of the subscriber
	 * @param routed what the router tells, or {@code null} for a direct call
	 * @param startNanos the monotonic time of subscription
	 * @param opening opens the observation
	 * @param <Q> the type of the request
	 */
	record OpenCall<Q>(StartedCall start, Q request, ContextView context, @Nullable CallContext routed, long startNanos,
			Opening<Q> opening) {
	}

	/**
	 * Opening of the observation of a call.
	 *
	 * @param <Q> the type of the request
	 */
	@FunctionalInterface
	interface Opening<Q> {

		CallObservation start(StartedCall call, Q request, ContextView context);

	}

}
