package io.llmrouter.sample.upstream.answer;

/**
 * Request that is answered by an error.
 *
 * @since 0.1.0
 */
public final class RefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Refusal refusal;

	RefusedException(Refusal refusal) {
		super(refusal.failure().name(), null, false, false);
		this.refusal = refusal;
	}

	/**
	 * Return the answer.
	 * @return the refusal
	 */
	public Refusal refusal() {
		return this.refusal;
	}

}
