package io.llmrouter.call;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listeners that can hurt neither a call nor each other: what one of them throws is
 * logged, the first time as a warning, later at debug level. Thread-safe.
 *
 * @param <L> the type of the listeners
 * @since 0.1.0
 */
public final class Listeners<L> {

	private static final Logger logger = LoggerFactory.getLogger(Listeners.class);

	private final List<Entry<L>> entries;

	/**
	 * Create listeners.
	 * @param listeners the listeners, in the order in which they are called
	 */
	public Listeners(List<? extends L> listeners) {
		this.entries = listeners.stream().map((listener) -> new Entry<L>(listener, new AtomicBoolean())).toList();
	}

	/**
	 * Tell every listener of an event.
	 * @param event calls the method of one listener
	 */
	public void tell(Consumer<? super L> event) {
		for (Entry<L> entry : this.entries) {
			try {
				event.accept(entry.listener());
			}
			catch (RuntimeException ex) {
				warn(entry, ex);
			}
		}
	}

	private void warn(Entry<L> entry, RuntimeException ex) {
		String name = String.valueOf(entry.listener().getClass().getName());
		if (entry.warned().compareAndSet(false, true)) {
			logger.warn("Listener '{}' failed; the call goes on, later failures are logged at debug level", name, ex);
		}
		else {
			logger.debug("Listener '{}' failed; the call goes on", name, ex);
		}
	}

	/**
	 * Listener and whether its failure was told.
	 *
	 * @param listener the listener
	 * @param warned whether a warning was logged
	 * @param <L> the type of the listener
	 */
	private record Entry<L>(L listener, AtomicBoolean warned) {
	}

}
