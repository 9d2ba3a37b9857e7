package io.llmrouter.provider;

import org.jspecify.annotations.Nullable;

/**
 * Failed call. The one type a caller needs to catch: {@link #errorType()} tells what can
 * be done about it. Neither message nor details hold content or a key. Has no stack trace
 * of its own: it is made on an event loop, where a trace tells nothing.
 *
 * @since 0.1.0
 */
public abstract class LlmRouterException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient ErrorDetails details;

	protected LlmRouterException(String message, ErrorDetails details, @Nullable Throwable cause) {
		super(message, cause, true, false);
		this.details = details;
	}

	/**
	 * Return what is known about the failure.
	 * @return the details
	 */
	public final ErrorDetails details() {
		return this.details;
	}

	/**
	 * Return the reason.
	 * @return the error type
	 */
	public final ErrorType errorType() {
		return this.details.type();
	}

}
