package io.llmrouter.metrics;

import io.llmrouter.call.CallObservation;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.ChatRequest;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Factory of Micrometer observations of provider calls. The parent is the observation in
 * the Reactor Context, else the current one of the thread. No scope is ever opened: the
 * signals of a call come on several threads. Thread-safe.
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
	 * @param convention the convention to use; {@code null} for one registered globally,
	 * else the default
	 * @param spanDetails whether the default convention gives the key values that only
	 * trace spans show; {@code false} spares them where nothing traces
	 */
	public MicrometerCallObservations(ObservationRegistry registry, @Nullable ChatCallObservationConvention convention,
			boolean spanDetails) {
		this.registry = registry;
		this.convention = convention;
		this.defaultConvention = new DefaultChatCallObservationConvention(spanDetails);
	}

	@Override
	public CallObservation start(StartedCall call, ChatRequest request, ContextView context) {
		if (this.registry.isNoop()) {
			return CallObservation.NOOP;
		}
		ChatCallObservationContext observed = new ChatCallObservationContext(call);
		Observation observation = ChatCallObservationDocumentation.CHAT_CALL.observation(this.convention,
				this.defaultConvention, () -> observed, this.registry);
		if (observation.isNoop()) {
			return CallObservation.NOOP;
		}
		Observation parent = context.getOrDefault(KEY, null);
		if (parent != null) {
			observation.parentObservation(parent);
		}
		observation.start();
		return new OpenObservation(observation, observed);
	}

	/**
	 * Observation that has begun.
	 *
	 * @param observation the observation
	 * @param observed its context
	 */
	private record OpenObservation(Observation observation,
			ChatCallObservationContext observed) implements CallObservation {

		@Override
		public Context addTo(Context context) {
			return context.put(KEY, this.observation);
		}

		@Override
		public void end(ChatCall call, @Nullable Throwable failure) {
			this.observed.setCall(call);
			try {
				if (call.outcome() == Outcome.ERROR && failure != null) {
					this.observation.error(failure);
				}
			}
			finally {
				this.observation.stop();
			}
		}

	}

}
