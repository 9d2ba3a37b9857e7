package io.llmrouter.route;

/**
 * What brought an attempt about.
 */
enum AttemptKind {

	/** The call itself. */
	FIRST("first"),

	/** The same candidate had failed. */
	RETRY("retry"),

	/** Another candidate had failed. */
	FALLBACK("fallback"),

	/** Another candidate is slow, and still running. */
	HEDGE("hedge"),

	/** Another candidate broke in the middle of its answer. */
	RESUME("resume");

	private final String code;

	AttemptKind(String code) {
		this.code = code;
	}

	String code() {
		return this.code;
	}

	/**
	 * Return this as the kind of extra attempt that meters count.
	 * @return the kind
	 */
	ExtraAttempt.Kind counted() {
		return switch (this) {
			case RETRY -> ExtraAttempt.Kind.RETRY;
			case HEDGE -> ExtraAttempt.Kind.HEDGE;
			default -> ExtraAttempt.Kind.FALLBACK;
		};
	}

}
