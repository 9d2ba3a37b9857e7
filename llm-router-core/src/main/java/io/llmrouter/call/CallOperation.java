package io.llmrouter.call;

/**
 * What a provider was called for. The codes are OpenTelemetry's
 * {@code gen_ai.operation.name}.
 *
 * @since 0.1.0
 */
public enum CallOperation {

	/** An answer to a conversation, whole or as a stream. */
	CHAT("chat"),

	/** Vectors of texts. */
	EMBEDDINGS("embeddings");

	private final String code;

	CallOperation(String code) {
		this.code = code;
	}

	/**
	 * Return the value used in spans.
	 * @return the code, in lower case
	 */
	public String code() {
		return this.code;
	}

}
