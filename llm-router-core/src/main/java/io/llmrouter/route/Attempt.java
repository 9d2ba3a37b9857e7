package io.llmrouter.route;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import io.llmrouter.call.CallContext;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.TokenUsage;
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

	private final AttemptPermit permit;

	private final CallJournal.AttemptNote note;

	private final CallContext context;

	private final AttemptLimits limits;

	private final TimeSource time;

	private final CommitGate<T> gate;

	private boolean judged;

	private boolean identified;

	private final AtomicBoolean leftAlone = new AtomicBoolean();

	private volatile @Nullable LlmRouterException failure;

	private long startNanos;

	Attempt(CallKind<T> kind, CandidateQueue.Admitted admitted, ChatProvider provider, CallJournal.AttemptNote note,
			CallContext context, AttemptLimits limits, TimeSource time) {
		this.kind = kind;
		this.candidate = admitted.candidate();
		this.permit = admitted.permit();
		this.provider = provider;
		this.note = note;
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
		if (!this.kind.inPieces()) {
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
	 * Return whether the provider may be called. Not once the call is over: the attempt
	 * beside a slow one may come to its turn while the slow one is answering.
	 * @return whether it may be
	 */
	boolean begin() {
		return this.note.begin();
	}

	/**
	 * Begin the call.
	 * @param request what to ask
	 * @return the answer of the provider, held to the time limits
	 */
	Publisher<T> open(ChatRequest request) {
		this.startNanos = this.time.nanoTime();
		return this.kind.call().on(this, request.withModel(this.candidate.model()));
	}

	/**
	 * Take note of a value. The first content is the verdict on the candidate.
	 * @param value the value
	 */
	void received(T value) {
		if (!this.judged && this.kind.content().test(value)) {
			contentSeen();
		}
		if (!this.identified) {
			identify(this.kind.id().apply(value));
		}
		if (this.permit.countsTokens()) {
			count(this.kind.usage().apply(value));
		}
		if (!this.kind.inPieces()) {
			completed();
		}
	}

	/**
	 * Take note of content.
	 */
	void contentSeen() {
		if (!this.judged) {
			this.judged = true;
			long nanos = this.time.nanoTime() - this.startNanos;
			this.permit.firstContent(nanos);
			this.note.firstContent(nanos);
		}
	}

	private void identify(@Nullable String id) {
		if (id != null) {
			this.identified = true;
			this.note.identified(id);
		}
	}

	private void count(@Nullable TokenUsage usage) {
		if (usage != null) {
			this.permit.used(usage);
		}
	}

	/**
	 * Take note of a failure.
	 * @param thrown what was thrown, or {@code null} where the answer had no value
	 * @return the failure of this attempt
	 */
	LlmRouterException failed(@Nullable Throwable thrown) {
		LlmRouterException failure = (thrown != null) ? classified(thrown) : empty();
		this.failure = failure;
		this.permit.failed(failure.errorType());
		this.note.failed(failure);
		return failure;
	}

	LlmRouterException failure() {
		return Objects.requireNonNull(this.failure, "The attempt did not fail");
	}

	boolean hasFailedWith(LlmRouterException other) {
		return this.failure == other;
	}

	/**
	 * Decide to leave the candidate alone for the failure of this attempt.
	 * @return whether that was not decided before
	 */
	boolean leaveAlone() {
		return this.leftAlone.compareAndSet(false, true);
	}

	void completed() {
		this.permit.succeeded();
		this.note.succeeded();
	}

	void cancelled() {
		this.permit.cancelled();
		this.note.cancelled();
	}

	ChatProvider provider() {
		return this.provider;
	}

	AttemptLimits limits() {
		return this.limits;
	}

	RouteCandidate candidate() {
		return this.candidate;
	}

	private LlmRouterException classified(Throwable failure) {
		if (failure instanceof ProviderException known) {
			return (this.judged && known.errorType() == ErrorType.CONNECTION) ? known.as(ErrorType.STREAM_INTERRUPTED)
					: known;
		}
		if (failure instanceof LlmRouterException known) {
			return known;
		}
		ErrorType type = ErrorType.of(failure);
		ErrorType effective = (this.judged && type == ErrorType.CONNECTION) ? ErrorType.STREAM_INTERRUPTED : type;
		return new ProviderException(
				"Provider '" + this.candidate + "' failed with " + failure.getClass().getName() + "; see the cause",
				details(effective), failure);
	}

	LlmRouterException timedOut(ErrorType type) {
		LlmRouterException failure = new ProviderException(
				"Provider '" + this.candidate + "' was too slow: " + type.code() + " after "
						+ this.limits.of(type).toMillis() + " ms; raise the limit or ask another provider",
				details(type));
		this.context.abort(failure);
		return failure;
	}

	LlmRouterException empty() {
		return new ProviderException("Provider '" + this.candidate + "' ended its answer without a value",
				details(ErrorType.INVALID_RESPONSE));
	}

	private ErrorDetails details(ErrorType type) {
		return ErrorDetails.of(type).at(this.candidate.provider(), this.candidate.model());
	}

}
