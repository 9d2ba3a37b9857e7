package io.llmrouter.call;

import java.util.function.Supplier;

import io.llmrouter.chat.TokenUsage;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Place in the Reactor Context where a provider tells the observer of a stream which
 * tokens were reported before its end. Some wires report the input at the beginning, and
 * all of it would be lost with a stream that the caller cancels. One instance per call.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class UsageSoFar {

	private static final Object KEY = UsageSoFar.class;

	private volatile @Nullable Supplier<@Nullable TokenUsage> source;

	/**
	 * Return the place in a Reactor Context.
	 * @param context the Reactor Context
	 * @return the place, or {@code null} where no one observes the call
	 */
	public static @Nullable UsageSoFar from(ContextView context) {
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
	 * Set where the usage is read from, for a provider to call when it is subscribed to.
	 * @param newSource returns what was reported so far, or {@code null}; called from any
	 * thread
	 */
	public void readFrom(Supplier<@Nullable TokenUsage> newSource) {
		this.source = newSource;
	}

	/**
	 * Return what was reported so far.
	 * @return the usage, or {@code null} where nothing was
	 */
	public @Nullable TokenUsage get() {
		Supplier<@Nullable TokenUsage> current = this.source;
		return (current != null) ? current.get() : null;
	}

}
