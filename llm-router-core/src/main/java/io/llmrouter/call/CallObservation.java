package io.llmrouter.call;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.embedding.EmbeddingRequest;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Observation that spans one provider call, so that a timer and a trace span can be kept
 * without this package knowing a metrics library. What it throws is logged once and never
 * reaches the call.
 *
 * @since 0.1.0
 */
public interface CallObservation {

	/** Observation of nothing. */
	CallObservation NOOP = (call, failure) -> {
	};

	/**
	 * Put this observation into the Reactor Context, as the parent of what happens within
	 * the call.
	 * @param context the context of the call
	 * @return the context to use upstream
	 */
	default Context addTo(Context context) {
		return context;
	}

	/**
	 * Run what is to belong to this observation, such as the recording of the finished
	 * call.
	 * @param action what to run, once, on this thread
	 */
	default void within(Runnable action) {
		action.run();
	}

	/**
	 * End the observation.
	 * @param call the finished call
	 * @param failure why it failed, or {@code null}
	 */
	void end(ChatCall call, @Nullable Throwable failure);

	/**
	 * Opener of observations.
	 */
	@FunctionalInterface
	interface Factory {

		/** Factory that observes nothing. */
		Factory NOOP = (call, request, context) -> CallObservation.NOOP;

		/**
		 * Open the observation of a call that begins.
		 * @param call what is known about the call
		 * @param request the request, of which no content may be kept
		 * @param context the Reactor Context of the subscriber, which may hold a parent
		 * @return the open observation
		 */
		CallObservation start(StartedCall call, ChatRequest request, ContextView context);

		/**
		 * Open the observation of a call for embeddings that begins. By default there is
		 * none.
		 * @param call what is known about the call
		 * @param request the request, of which no content may be kept
		 * @param context the Reactor Context of the subscriber, which may hold a parent
		 * @return the open observation
		 */
		default CallObservation start(StartedCall call, EmbeddingRequest request, ContextView context) {
			return CallObservation.NOOP;
		}

	}

}
