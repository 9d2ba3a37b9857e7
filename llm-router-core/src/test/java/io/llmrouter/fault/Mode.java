package io.llmrouter.fault;

/**
 * How an answer is asked for.
 */
enum Mode {

	/** In pieces. */
	STREAM(true),

	/** As a whole. */
	CHAT(false),

	/** As a whole by the caller, in pieces by the router. */
	CHAT_OVER_STREAM(true);

	private final boolean streamed;

	Mode(boolean streamed) {
		this.streamed = streamed;
	}

	/**
	 * Return whether the provider is asked for a stream.
	 * @return whether it is
	 */
	boolean isStreamed() {
		return this.streamed;
	}

}
