package io.llmrouter.call;

import java.util.concurrent.atomic.AtomicReference;

import io.llmrouter.provider.LlmRouterException;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * What the router tells the observer of an attempt, through the Reactor Context: the
 * route, the number of the attempt, and, when the router itself ends the attempt, why.
 * Without the reason a timeout would look like a caller who went away. One instance per
 * attempt. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CallContext {

	private static final Object KEY = CallContext.class;

	private final String route;

	private final int attempt;

	private final AtomicReference<@Nullable LlmRouterException> abortReason = new AtomicReference<>();

	/**
	 * Create the context of an attempt.
	 * @param route the name of the route
	 * @param attempt the number of the attempt, from 1
	 */
	public CallContext(String route, int attempt) {
		this.route = route;
		this.attempt = attempt;
	}

	/**
	 * Return the call context of a Reactor Context.
	 * @param context the Reactor Context
	 * @return the call context, or {@code null} where no router made the call
	 */
	public static @Nullable CallContext from(ContextView context) {
		return context.getOrDefault(KEY, null);
	}

	/**
	 * Put this into a Reactor Context.
	 * @param context the Reactor Context
	 * @return the new Reactor Context
	 */
	public Context addTo(Context context) {
		return context.put(KEY, this);
	}

	/**
	 * Take the call context out of a Reactor Context.
	 * @param context the Reactor Context
	 * @return one without it
	 */
	public static Context removeFrom(Context context) {
		return context.delete(KEY);
	}

	/**
	 * Tell why the router is about to cancel the attempt.
	 * @param reason the failure to record instead of a cancelled call
	 */
	public void abort(LlmRouterException reason) {
		this.abortReason.compareAndSet(null, reason);
	}

	/**
	 * Return why the router cancelled the attempt.
	 * @return the reason, or {@code null} where it did not
	 */
	public @Nullable LlmRouterException abortReason() {
		return this.abortReason.get();
	}

	/**
	 * Return the name of the route.
	 * @return the name
	 */
	public String route() {
		return this.route;
	}

	/**
	 * Return the number of the attempt.
	 * @return the number, from 1
	 */
	public int attempt() {
		return this.attempt;
	}

}
