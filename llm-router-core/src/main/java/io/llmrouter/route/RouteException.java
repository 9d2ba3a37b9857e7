package io.llmrouter.route;

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

	RouteException(String message, ErrorDetails details, @Nullable Throwable cause) {
		super(message, details, cause);
	}

}
