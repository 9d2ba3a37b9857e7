package io.llmrouter.metrics;

import io.llmrouter.call.CallObservation;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import io.llmrouter.provider.ProviderException;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Factory of Micrometer observations of provider calls. The parent is the observation in
 * the Reactor Context, else the current one of the thread. Where calls are traced, a
 * scope is open while the finished call is recorded, so that meters have the trace for an
 * exemplar; never for longer, as the signals of a call come on several threads.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class MicrometerCallObservations implements CallObservation.Factory {

	/**
	 * The key of {@code ObservationThreadLocalAccessor}, which itself cannot be loaded
	 * without the context propagation library.
	 */
	private static final String KEY = "micrometer.observation";

	private final ObservationRegistry registry;

	private final @Nullable ChatCallObservationConvention convention;

	private final ChatCallObservationConvention defaultConvention;

	private final ObservationConvention<EmbeddingCallObservationContext> embeddingConvention;

	private final boolean traced;

	/**
	 * Create a factory.
	 * @param registry the registry of the observations
	 * @param convention the convention to use; {@code null} for one registered globally,
	 * else the default
	 */
	public MicrometerCallObservations(ObservationRegistry registry,
			@Nullable ChatCallObservationConvention convention) {
		this(registry, convention, true);
	}

	/**
	 * Create a factory.
	 * @param registry the registry of the observations
	 * @param convention the convention of chat calls to use; {@code null} for one
	 * registered globally, else the default
	 * @param traced whether calls are traced; {@code false} spares the key values that
	 * only trace spans show, and the scope in which calls are recorded
	 */
	public MicrometerCallObservations(ObservationRegistry registry, @Nullable ChatCallObservationConvention convention,
			boolean traced) {
		this(registry, convention, new DefaultChatCallObservationConvention(traced), null, traced);
	}

	/**
	 * Create a factory with defaults of its own.
	 * @param registry the registry of the observations
	 * @param convention the convention of chat calls to use; {@code null} for one
	 * registered globally, else the default
	 * @param defaultConvention the default of chat calls
	 * @param embeddingConvention the default of calls for embeddings, or {@code null} for
	 * one like that of {@link DefaultChatCallObservationConvention}
	 * @param traced whether a scope is opened in which calls are recorded
	 */
	public MicrometerCallObservations(ObservationRegistry registry, @Nullable ChatCallObservationConvention convention,
			ChatCallObservationConvention defaultConvention,
			@Nullable ObservationConvention<EmbeddingCallObservationContext> embeddingConvention, boolean traced) {
		this.registry = registry;
		this.convention = convention;
		this.defaultConvention = defaultConvention;
		this.embeddingConvention = (embeddingConvention != null) ? embeddingConvention
				: new EmbeddingCallObservationConvention(new DefaultChatCallObservationConvention(traced));
		this.traced = traced;
	}

	@Override
	public CallObservation start(StartedCall call, ChatRequest request, ContextView context) {
		if (this.registry.isNoop()) {
			return CallObservation.NOOP;
		}
		ChatCallObservationContext observed = new ChatCallObservationContext(call);
		return start(
				Observation.createNotStarted(this.convention, this.defaultConvention, () -> observed, this.registry),
				observed, context);
	}

	@Override
	public CallObservation start(StartedCall call, EmbeddingRequest request, ContextView context) {
		if (this.registry.isNoop()) {
			return CallObservation.NOOP;
		}
		EmbeddingCallObservationContext observed = new EmbeddingCallObservationContext(call);
		return start(Observation.createNotStarted(null, this.embeddingConvention, () -> observed, this.registry),
				observed, context);
	}

	private CallObservation start(Observation observation, CallObservationContext observed, ContextView context) {
		if (observation.isNoop()) {
			return CallObservation.NOOP;
		}
		Observation parent = context.getOrDefault(KEY, null);
		if (parent != null) {
			observation.parentObservation(parent);
		}
		observation.start();
		return new OpenObservation(observation, observed, this.traced);
	}

	/**
	 * Observation that has begun.
	 *
	 * @param observation the observation
	 * @param observed its context
	 * @param traced whether a scope is opened for what is recorded
	 */
	private record OpenObservation(Observation observation, CallObservationContext observed,
			boolean traced) implements CallObservation {

		@Override
		public Context addTo(Context context) {
			return context.put(KEY, this.observation);
		}

		@Override
		public void within(Runnable action) {
			if (this.traced) {
				this.observation.scoped(action);
			}
			else {
				action.run();
			}
		}

		@Override
		public void end(ChatCall call, @Nullable Throwable failure) {
			this.observed.setCall(call);
			try {
				if (call.outcome() == Outcome.ERROR && failure != null) {
					this.observation.error(withoutContent(call, failure));
				}
			}
			finally {
				this.observation.stop();
			}
		}

		// Messages and causes made by others may quote a prompt, which no span may show.
		private static Throwable withoutContent(ChatCall call, Throwable failure) {
			if (failure instanceof LlmRouterException && failure.getCause() == null) {
				return failure;
			}
			ErrorType type = (call.errorType() != null) ? call.errorType() : ErrorType.OTHER;
			return new ProviderException("Provider '" + call.provider() + "' failed with " + type.code(),
					ErrorDetails.of(type).at(call.provider(), call.model()));
		}

	}

}
