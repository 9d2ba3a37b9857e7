package io.llmrouter.stats;

/**
 * How far the rank of a row can be trusted.
 *
 * @since 0.1.0
 */
public enum Verdict {

	/** Enough calls were seen for a rank. */
	RANKED("ranked"),

	/**
	 * Enough calls were seen, but not enough to tell the row from the best of its group:
	 * the success intervals overlap, and latency does not differ significantly.
	 */
	TIED("tied"),

	/** Fewer calls succeeded or failed than the ranking asks for. */
	INSUFFICIENT_SAMPLES("insufficient-samples");

	private final String code;

	Verdict(String code) {
		this.code = code;
	}

	/**
	 * Return the value used in JSON.
	 * @return the code, in lower case with dashes
	 */
	public String code() {
		return this.code;
	}

	/**
	 * Return the code, which is what JSON shows.
	 */
	@Override
	public String toString() {
		return this.code;
	}

}
