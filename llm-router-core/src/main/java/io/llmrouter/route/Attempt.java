package io.llmrouter.route;

import java.util.concurrent.atomic.AtomicBoolean;

import io.llmrouter.call.CallContext;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import io.llmrouter.provider.ProviderException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/**
 * One call of one candidate within a logical call. It holds the stream back until the
 * first content, gives the candidate its verdict at that moment, and turns every failure
 * into an {@link LlmRouterException}. Used by one subscription.
 *
 * @param <T> the type of the values
 */
final class Attempt<T> {

	private final CallKind<T> kind;

	private final RouteCandidate candidate;

	private final ChatProvider provider;

	private final CandidateState state;

	private final CallContext context;

	private final AttemptLimits limits;

	private final TimeSource time;

	private final CommitGate<T> gate;

	private final AtomicBoolean ended = new AtomicBoolean();

	private boolean judged;

	private long startNanos;

	Attempt(CallKind<T> kind, RouteCandidate candidate, ChatProvider provider, CandidateState state,
			CallContext context, AttemptLimits limits, TimeSource time) {
		this.kind = kind;
		this.candidate = candidate;
		this.provider = provider;
		this.state = state;
		this.context = context;
		this.limits = limits;
		this.time = time;
		this.gate = new CommitGate<>(kind.content());
	}

	/**
	 * Return the publisher of this attempt, to be subscribed once.
	 * @param request what to ask
	 * @return the answer, or the one failure of this attempt
	 */
	Flux<T> run(ChatRequest request) {
		Flux<T> answer = new AttemptFlux<>(this, request);
		if (!this.kind.stream()) {
			return answer;
		}
		return answer.concatMapIterable(this.gate::accept, 1)
			.concatWith(Flux.defer(() -> Flux.fromIterable(this.gate.rest())));
	}

	/**
	 * Return whether content may have reached the caller.
	 * @return whether it may have
	 */
	boolean isCommitted() {
		return this.gate.isOpen();
	}

	Context context(Context downstream) {
		return this.context.addTo(downstream);
	}

	/**
	 * Begin the call.
	 * @param request what to ask
	 * @return the answer of the provider, held to the time limits
	 */
	Publisher<T> open(ChatRequest request) {
		this.startNanos = this.time.nanoTime();
		this.state.started();
		return this.kind.call()
			.on(this.provider, request.withModel(this.candidate.model()), this.limits, this::timedOut);
	}

	/**
	 * Take note of a value. The first content is the verdict on the candidate.
	 * @param value the value
	 */
	void received(T value) {
		if (!this.judged && this.kind.content().test(value)) {
			this.judged = true;
			this.state.succeeded(this.kind.stream(), this.time.nanoTime() - this.startNanos);
		}
	}

	/**
	 * Take note of a failure.
	 * @param thrown what was thrown, or {@code null} where the answer had no value
	 * @return the failure of this attempt
	 */
	Throwable failed(@Nullable Throwable thrown) {
		Throwable failure = (thrown != null) ? classified(thrown) : empty();
		if (FailurePolicy.isHealthFailure(ErrorType.of(failure))) {
			this.state.failed(this.kind.stream());
		}
		return failure;
	}

	void ended() {
		if (this.ended.compareAndSet(false, true)) {
			this.state.ended();
		}
	}

	private Throwable classified(Throwable failure) {
		if (failure instanceof ProviderException known) {
			return (isCommitted() && known.errorType() == ErrorType.CONNECTION) ? known.as(ErrorType.STREAM_INTERRUPTED)
					: known;
		}
		if (failure instanceof LlmRouterException) {
			return failure;
		}
		ErrorType type = ErrorType.of(failure);
		ErrorType effective = (isCommitted() && type == ErrorType.CONNECTION) ? ErrorType.STREAM_INTERRUPTED : type;
		return new ProviderException(
				"Provider '" + this.candidate + "' failed with " + failure.getClass().getName() + "; see the cause",
				details(effective), failure);
	}

	private LlmRouterException timedOut(ErrorType type) {
		LlmRouterException failure = new ProviderException(
				"Provider '" + this.candidate + "' was too slow: " + type.code() + " after "
						+ this.limits.of(type).toMillis() + " ms; raise the limit or ask another provider",
				details(type));
		this.context.abort(failure);
		return failure;
	}

	private Throwable empty() {
		return new ProviderException("Provider '" + this.candidate + "' ended its answer without a value",
				details(ErrorType.INVALID_RESPONSE));
	}

	private ErrorDetails details(ErrorType type) {
		return ErrorDetails.of(type).at(this.candidate.provider(), this.candidate.model());
	}

}
