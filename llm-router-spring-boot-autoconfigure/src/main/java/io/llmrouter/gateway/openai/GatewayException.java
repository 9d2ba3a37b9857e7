package io.llmrouter.gateway.openai;

/**
 * Request that the endpoint itself refuses. Has no stack trace: it is the caller's fault.
 *
 * @since 0.1.0
 */
public final class GatewayException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient GatewayError error;

	GatewayException(GatewayError error) {
		super(error.message(), null, false, false);
		this.error = error;
	}

	/**
	 * Return what to tell the caller.
	 * @return the error
	 */
	public GatewayError error() {
		return this.error;
	}

}
