package io.llmrouter.call;

import java.util.concurrent.atomic.AtomicBoolean;

import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.observability.DefaultSignalListener;

/**
 * Listener to one subscription that hears of its end exactly once, before the caller
 * does. A signal listener, because the stock operators either record after the caller's
 * last signal ({@code doFinally}) or twice when a caller cancels after the value. A
 * single-valued publisher ends in success with its value. What a subclass throws is
 * logged and never reaches the publisher.
 *
 * @param <T> the type of the values
 * @since 0.1.0
 */
public abstract class OnceListener<T> extends DefaultSignalListener<T> {

	private static final Logger logger = LoggerFactory.getLogger(OnceListener.class);

	private static final AtomicBoolean warned = new AtomicBoolean();

	private final boolean single;

	private final AtomicBoolean ended = new AtomicBoolean();

	/**
	 * Create a listener.
	 * @param single whether the publisher has at most one value
	 */
	protected OnceListener(boolean single) {
		this.single = single;
	}

	/**
	 * Called at subscription.
	 */
	protected abstract void started();

	/**
	 * Called with each value, in order.
	 * @param value the value
	 */
	protected abstract void received(T value);

	/**
	 * Called once at the end.
	 * @param outcome how it ended
	 * @param failure why it failed, given with {@link Outcome#ERROR} only; {@code null}
	 * where a publisher ended without the value it must have
	 */
	protected abstract void ended(Outcome outcome, @Nullable Throwable failure);

	/**
	 * Return whether a publisher that completes now has given what it must.
	 * @return whether completion is a success
	 */
	protected abstract boolean isComplete();

	/**
	 * Return the failure that hides behind a cancellation.
	 * @return the failure, or {@code null} where the caller went away
	 */
	protected @Nullable Throwable cancelReason() {
		return null;
	}

	@Override
	public final void doFirst() {
		guarded(this::started);
	}

	@Override
	public final void doOnNext(T value) {
		try {
			received(value);
		}
		catch (RuntimeException ex) {
			warn(ex);
		}
		if (this.single) {
			end(Outcome.SUCCESS, null);
		}
	}

	@Override
	public final void doOnComplete() {
		end(isComplete() ? Outcome.SUCCESS : Outcome.ERROR, null);
	}

	@Override
	public final void doOnError(Throwable failure) {
		boolean cancelled = ErrorType.of(failure) == ErrorType.CANCELLED;
		end(cancelled ? Outcome.CANCELLED : Outcome.ERROR, cancelled ? null : failure);
	}

	@Override
	public final void doOnCancel() {
		Throwable reason = cancelReason();
		end((reason != null) ? Outcome.ERROR : Outcome.CANCELLED, reason);
	}

	private void end(Outcome outcome, @Nullable Throwable failure) {
		if (this.ended.compareAndSet(false, true)) {
			guarded(() -> ended(outcome, failure));
		}
	}

	private static void guarded(Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException ex) {
			warn(ex);
		}
	}

	private static void warn(RuntimeException ex) {
		if (warned.compareAndSet(false, true)) {
			logger.warn("Observing a call failed; the call goes on, later failures are logged at debug level", ex);
		}
		else {
			logger.debug("Observing a call failed; the call goes on", ex);
		}
	}

}
