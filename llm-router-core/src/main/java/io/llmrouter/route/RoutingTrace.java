package io.llmrouter.route;

import java.time.Duration;

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

	private volatile @Nullable CallJournal journal;

	/**
	 * Put this into a Reactor Context.
	 * @param context the Reactor Context
	 * @return the new Reactor Context
	 */
	public Context addTo(Context context) {
		return context.put(KEY, this);
	}

	static void attach(ContextView context, CallJournal journal) {
		RoutingTrace trace = context.getOrDefault(KEY, null);
		if (trace != null) {
			trace.journal = journal;
		}
	}

	/**
	 * Return how many provider calls were made so far.
	 * @return the attempts, or {@code null} where no router of ours serves the call
	 */
	public @Nullable Integer attempts() {
		CallJournal known = this.journal;
		return (known != null) ? Integer.valueOf(known.attempts()) : null;
	}

	/**
	 * Return how much of the call so far was not the router's own time: spent in a
	 * provider, or waited on purpose.
	 * @return the time, or {@code null} where no router of ours serves the call
	 */
	public @Nullable Duration elsewhere() {
		CallJournal known = this.journal;
		return (known != null) ? known.elapsed().minus(known.overhead()) : null;
	}

}
