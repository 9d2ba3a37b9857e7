package io.llmrouter.provider.gemini;

import java.util.Locale;

import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * Words by which the message of an error tells more than reason and status do.
 */
final class GeminiErrorWords {

	private GeminiErrorWords() {
	}

	static @Nullable ErrorType classify(WireError error, int status) {
		if ("FAILED_PRECONDITION".equals(error.status())) {
			return null;
		}
		String message = (error.message() != null) ? error.message().toLowerCase(Locale.ROOT) : "";
		return switch (status) {
			case 400 -> badRequest(message);
			case 413 -> message.contains("token") ? ErrorType.CONTEXT_LENGTH_EXCEEDED : null;
			// An input over the context window is told as a failure inside, too.
			case 500 -> isTooLong(message) ? ErrorType.CONTEXT_LENGTH_EXCEEDED : null;
			default -> null;
		};
	}

	private static @Nullable ErrorType badRequest(String message) {
		if (isTooLong(message)) {
			return ErrorType.CONTEXT_LENGTH_EXCEEDED;
		}
		if (message.contains("api key")) {
			return ErrorType.AUTHENTICATION;
		}
		if (message.contains("payload size exceeds")) {
			return ErrorType.REQUEST_TOO_LARGE;
		}
		boolean unsupported = message.contains("is not supported") || message.contains("does not support")
				|| message.contains("is not enabled for");
		return unsupported ? ErrorType.UNSUPPORTED_FEATURE : null;
	}

	private static boolean isTooLong(String message) {
		return message.contains("token count") && message.contains("exceeds")
				|| message.contains("input context is too long");
	}

}
