package io.llmrouter.call;

import java.time.Duration;

import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Recorder of one call, made at subscription. Subclasses gather what an answer tells; the
 * end turns it into the one {@link ChatCall}. Signals are serial but for a cancellation,
 * which may come from another thread and then sees the values gathered so far.
 *
 * @param <Q> the type of the request
 * @param <T> the type of the values
 */
abstract class CallRecorder<Q, T> extends OnceListener<T> {

	private final CallObserver observer;

	private final CallObserver.OpenCall<Q> call;

	private CallObservation observation = CallObservation.NOOP;

	CallRecorder(CallObserver observer, CallObserver.OpenCall<Q> call) {
		super(!call.start().stream());
		this.observer = observer;
		this.call = call;
	}

	@Override
	protected final void started() {
		this.observation = this.observer.started(this.call);
	}

	@Override
	public Context addToContext(Context context) {
		return this.observation.addTo(context);
	}

	@Override
	protected final @Nullable Throwable cancelReason() {
		CallContext routed = this.call.routed();
		return (routed != null) ? routed.abortReason() : null;
	}

	@Override
	protected final void ended(Outcome outcome, @Nullable Throwable failure) {
		Duration duration = Duration.ofNanos(elapsedNanos());
		ErrorType type = (outcome == Outcome.ERROR) ? errorType(failure) : null;
		LlmRouterException known = (failure instanceof LlmRouterException routerFailure) ? routerFailure : null;
		Integer status = (known != null) ? known.details().status() : null;
		String responseId = (known != null) ? known.details().requestId() : responseId();
		ChatCall finished = new ChatCall(this.call.start(), duration, timeToFirstToken(), contentDuration(),
				contentChunks(), outcome, type, status, responseId, responseModel(), finishReason(),
				usage(outcome, known));
		try {
			this.observation.within(() -> this.observer.ended(finished));
		}
		finally {
			this.observation.end(finished, failure);
		}
	}

	final Q request() {
		return this.call.request();
	}

	final long elapsedNanos() {
		return this.observer.nanoTime() - this.call.startNanos();
	}

	private @Nullable TokenUsage usage(Outcome outcome, @Nullable LlmRouterException failure) {
		TokenUsage partial = (failure != null) ? failure.details().partialUsage() : null;
		if (partial != null) {
			return partial;
		}
		TokenUsage told = usage();
		return (told != null || outcome == Outcome.SUCCESS) ? told : estimatedUsage();
	}

	private ErrorType errorType(@Nullable Throwable failure) {
		ErrorType type = (failure != null) ? ErrorType.of(failure) : ErrorType.INVALID_RESPONSE;
		return (type == ErrorType.CONNECTION && contentChunks() > 0) ? ErrorType.STREAM_INTERRUPTED : type;
	}

	abstract @Nullable Duration timeToFirstToken();

	abstract @Nullable Duration contentDuration();

	abstract int contentChunks();

	abstract @Nullable String responseId();

	abstract @Nullable String responseModel();

	abstract @Nullable FinishReason finishReason();

	abstract @Nullable TokenUsage usage();

	abstract @Nullable TokenUsage estimatedUsage();

}
