package io.llmrouter.route.health;

import java.util.Locale;

/**
 * State of the circuit of a candidate.
 *
 * @since 0.1.0
 */
public enum CircuitState {

	/** Calls are let through. */
	CLOSED(0),

	/** A few calls are let through to see whether the candidate has recovered. */
	HALF_OPEN(1),

	/** No calls are let through. */
	OPEN(2);

	private final int value;

	CircuitState(int value) {
		this.value = value;
	}

	/**
	 * Return the value of the gauge.
	 * @return 0 closed, 1 half-open, 2 open
	 */
	public int value() {
		return this.value;
	}

	/**
	 * Return the value used in JSON.
	 * @return the code, in lower case
	 */
	public String code() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
