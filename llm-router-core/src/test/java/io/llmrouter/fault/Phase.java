package io.llmrouter.fault;

/**
 * How far an answer is when a fault happens.
 */
enum Phase {

	/** No connection yet. */
	CONNECT(0),

	/** Nothing of the answer yet. */
	HEADERS(0),

	/** Its head, and what comes before the content. */
	BEFORE_CONTENT(1),

	/** Some of its content. */
	MID(2),

	/** All of it but the end mark. */
	FINISHED(3);

	private final int parts;

	Phase(int parts) {
		this.parts = parts;
	}

	/**
	 * Return how many parts of the body are sent.
	 * @return the parts
	 */
	int parts() {
		return this.parts;
	}

}
