package io.llmrouter.route;

import java.time.Duration;

import io.llmrouter.chat.RoutingDecision;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * View of one logical call while it runs, for a caller that must tell of it before it
 * ends, for example in the headers of a streamed answer. The caller puts it into the
 * Reactor Context of the call. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RoutingTrace {

	private static final Object KEY = RoutingTrace.class;

	private volatile @Nullable RoutedCall<?> call;

	/**
	 * Put this into a Reactor Context.
	 * @param context the Reactor Context
	 * @return the new Reactor Context
	 */
	public Context addTo(Context context) {
		return context.put(KEY, this);
	}

	static void attach(ContextView context, RoutedCall<?> call) {
		RoutingTrace trace = context.getOrDefault(KEY, null);
		if (trace != null) {
			trace.call = call;
		}
	}

	/**
	 * Return how many provider calls were made so far.
	 * @return the attempts, or {@code null} where no router of ours serves the call
	 */
	public @Nullable Integer attempts() {
		RoutedCall<?> known = this.call;
		return (known != null) ? Integer.valueOf(known.journal().attempts()) : null;
	}

	/**
	 * Return how much of the call so far was not the router's own time: spent in a
	 * provider, or waited on purpose.
	 * @return the time, or {@code null} where no router of ours serves the call
	 */
	public @Nullable Duration elsewhere() {
		RoutedCall<?> known = this.call;
		return (known != null) ? known.journal().elapsed().minus(known.journal().overhead()) : null;
	}

	/**
	 * Return what was decided so far.
	 * @return the decision, or {@code null} where no router of ours serves the call
	 */
	public @Nullable RoutingDecision decision() {
		RoutedCall<?> known = this.call;
		return (known != null) ? known.decision() : null;
	}

}
