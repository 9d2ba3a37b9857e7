package io.llmrouter.call;

/**
 * How a call ended.
 *
 * @since 0.1.0
 */
public enum Outcome {

	/** The caller got a complete answer. */
	SUCCESS("success"),

	/** The call failed. */
	ERROR("error"),

	/** The caller went away before the end. Neutral for success rates. */
	CANCELLED("cancelled");

	private final String code;

	Outcome(String code) {
		this.code = code;
	}

	/**
	 * Return the value used in labels and JSON.
	 * @return the code, in lower case
	 */
	public String code() {
		return this.code;
	}

}
