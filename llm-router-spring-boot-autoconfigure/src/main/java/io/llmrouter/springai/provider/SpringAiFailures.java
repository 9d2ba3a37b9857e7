package io.llmrouter.springai.provider;

import java.net.SocketTimeoutException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.HttpAnswer;
import io.llmrouter.provider.http.RetryAfterParser;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

/**
 * Table that turns what chat models of Spring AI throw into failures of a provider. The
 * message of an exception often quotes the provider's answer, and with it the prompt: it
 * is read to find the reason and never shown, and no exception is kept as the cause.
 */
final class SpringAiFailures {

	private static final int MAX_DEPTH = 16;

	private final RetryAfterParser retryAfter;

	SpringAiFailures(InstantSource clock) {
		this.retryAfter = new RetryAfterParser(clock);
	}

	ProviderException of(Throwable failure, CallSite site) {
		Throwable cause = failure;
		for (int i = 0; cause != null && i < MAX_DEPTH; i++) {
			ErrorDetails details = details(cause);
			if (details != null) {
				String status = (details.status() != null) ? " (status " + details.status() + ")" : "";
				return site.failure(details, "failed with " + name(cause) + status, null);
			}
			cause = cause.getCause();
		}
		return site.failure(ErrorDetails.of(ErrorType.of(failure)), "failed with " + name(failure), null);
	}

	private static String name(Throwable failure) {
		return failure.getClass().getName();
	}

	private @Nullable ErrorDetails details(Throwable cause) {
		if (cause instanceof LlmRouterException known) {
			return known.details();
		}
		ToldFailure told = ToldFailure.of(cause);
		if (told != null) {
			return details(told);
		}
		ErrorType type = type(cause);
		return (type != null) ? ErrorDetails.of(type) : null;
	}

	private ErrorDetails details(ToldFailure told) {
		Integer status = told.status();
		if (status == null) {
			ErrorType type = told.isTransient() ? ErrorType.SERVER_ERROR : ErrorType.INVALID_REQUEST;
			return ErrorDetails.of(byWords(told.message(), type));
		}
		ErrorType type = byWords(told.message(), HttpAnswer.errorType(status));
		return ErrorDetails.of(type)
			.answered(status, null, null, this.retryAfter.parse(type, told.headers(), null, null));
	}

	// Two reasons that their status does not tell, and that call for another policy.
	private static ErrorType byWords(String message, ErrorType type) {
		String words = message.toLowerCase(Locale.ROOT);
		return switch (type) {
			case INVALID_REQUEST, REQUEST_TOO_LARGE -> has(words, "context_length_exceeded", "maximum context length",
					"prompt is too long", "exceeds the maximum number of tokens") ? ErrorType.CONTEXT_LENGTH_EXCEEDED
							: has(words, "content_filter", "content management policy") ? ErrorType.CONTENT_FILTER
									: type;
			case RATE_LIMITED -> has(words, "insufficient_quota", "exceeded your current quota", "credit balance")
					? ErrorType.QUOTA_EXHAUSTED : type;
			default -> type;
		};
	}

	private static boolean has(String words, String... phrases) {
		return Stream.of(phrases).anyMatch(words::contains);
	}

	private static @Nullable ErrorType type(Throwable cause) {
		if (cause instanceof UnsupportedOperationException) {
			return ErrorType.UNSUPPORTED_FEATURE;
		}
		if (cause instanceof RejectedExecutionException || Exceptions.isOverflow(cause)) {
			return ErrorType.LOCAL_LIMIT;
		}
		if (cause instanceof InterruptedException) {
			return ErrorType.CANCELLED;
		}
		if (cause instanceof HttpConnectTimeoutException) {
			return ErrorType.TIMEOUT_CONNECT;
		}
		return (cause instanceof SocketTimeoutException || cause instanceof HttpTimeoutException)
				? ErrorType.TIMEOUT_FIRST_TOKEN : null;
	}

}
