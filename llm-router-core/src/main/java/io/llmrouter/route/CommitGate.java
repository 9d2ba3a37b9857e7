package io.llmrouter.route;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Gate that holds a stream back until its first content, so that an attempt which fails
 * before it can be replaced without a trace. Bounded: after 256 values without content it
 * opens. Used by one subscription; its signals are serial.
 *
 * @param <T> the type of the values
 */
final class CommitGate<T> {

	private static final int MAX_HELD = 256;

	private final Predicate<T> content;

	private final List<T> held = new ArrayList<>(2);

	private boolean open;

	CommitGate(Predicate<T> content) {
		this.content = content;
	}

	/**
	 * Take a value.
	 * @param value the value
	 * @return the values that may go on, in order
	 */
	List<T> accept(T value) {
		if (this.open) {
			return List.of(value);
		}
		this.held.add(value);
		if (!this.content.test(value) && this.held.size() < MAX_HELD) {
			return List.of();
		}
		return rest();
	}

	/**
	 * Open the gate.
	 * @return the values held back so far
	 */
	List<T> rest() {
		this.open = true;
		List<T> values = List.copyOf(this.held);
		this.held.clear();
		return values;
	}

	boolean isOpen() {
		return this.open;
	}

}
