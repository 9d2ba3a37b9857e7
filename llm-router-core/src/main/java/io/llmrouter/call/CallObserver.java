package io.llmrouter.call;

import java.util.List;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.provider.ChatProvider;
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

	private final Listeners<ChatCallListener> listeners;

	private final CallObservation.Factory observations;

	private final ModelLabels labels;

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
		this.listeners = new Listeners<>(listeners);
		this.observations = observations;
		this.labels = labels;
		this.time = time;
	}

	/**
	 * Observe a call for a complete answer.
	 * @param provider the provider that was called
	 * @param request what it was asked
	 * @param answer the publisher it returned
	 * @return the observed publisher
	 */
	public Mono<ChatResponse> observe(ChatProvider provider, ChatRequest request, Mono<ChatResponse> answer) {
		return answer.tap((context) -> new ResponseRecorder(this, begin(provider, request, false, context)));
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

	private OpenCall begin(ChatProvider provider, ChatRequest request, boolean stream, ContextView context) {
		CallContext routed = CallContext.from(context);
		String label = this.labels.label(provider.name(), models(provider), request.model());
		StartedCall start = new StartedCall(provider.name(), label, request.model(), stream,
				(routed != null) ? routed.route() : null, (routed != null) ? routed.attempt() : 1, this.time.now());
		return new OpenCall(start, request, context, routed, this.time.nanoTime());
	}

	// A provider of the user's that cannot name its models must not fail for being
	// measured.
	private static List<String> models(ChatProvider provider) {
		try {
			return provider.models();
		}
		catch (RuntimeException ex) {
			return List.of();
		}
	}

	CallObservation started(OpenCall call) {
		this.listeners.tell((listener) -> listener.callStarted(call.start()));
		return this.observations.start(call.start(), call.request(), call.context());
	}

	void ended(ChatCall call) {
		this.listeners.tell((listener) -> listener.callEnded(call));
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
	 */
	record OpenCall(StartedCall start, ChatRequest request, ContextView context, @Nullable CallContext routed,
			long startNanos) {
	}

}
