package io.llmrouter.route;

import io.llmrouter.chat.ChatResponse;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.LlmRouterException;
import org.jspecify.annotations.Nullable;

/**
 * Logical call that no candidate could serve. Where attempts were made, the cause is the
 * most telling failure, its details are those of this exception, and the other failures
 * are suppressed exceptions.
 *
 * @since 0.1.0
 */
public final class RouteException extends LlmRouterException {

	private static final long serialVersionUID = 1L;

	private final transient @Nullable ChatResponse received;

	RouteException(String message, ErrorDetails details, @Nullable Throwable cause) {
		this(message, details, cause, null);
	}

	RouteException(String message, ErrorDetails details, @Nullable Throwable cause, @Nullable ChatResponse received) {
		super(message, details, cause);
		this.received = received;
	}

	/**
	 * Return what the caller of a stream had received when it broke.
	 * @return the answer so far, without an end; {@code null} where nothing was received
	 */
	public @Nullable ChatResponse received() {
		return this.received;
	}

}
