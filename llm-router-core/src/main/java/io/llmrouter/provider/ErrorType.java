package io.llmrouter.provider;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * Closed set of reasons why a call failed, shared by all providers. Its {@link #code()}
 * is the value of the {@code error_type} label and of the endpoint's error breakdown.
 *
 * @since 0.1.0
 */
public enum ErrorType {

	/** The request breaks a rule of ours or of the provider. */
	INVALID_REQUEST("invalid_request"),

	/** The provider or model cannot do what the request asks for. */
	UNSUPPORTED_FEATURE("unsupported_feature"),

	/** The prompt is longer than the model's context window. */
	CONTEXT_LENGTH_EXCEEDED("context_length_exceeded"),

	/** The request has more bytes than the provider takes. */
	REQUEST_TOO_LARGE("request_too_large"),

	/** The provider's content filter refused prompt or answer. */
	CONTENT_FILTER("content_filter"),

	/** The key is missing, wrong or revoked. */
	AUTHENTICATION("authentication"),

	/** The key may not use this model, region or feature. */
	PERMISSION_DENIED("permission_denied"),

	/** The model or deployment does not exist. */
	NOT_FOUND("not_found"),

	/** Money or a long-term quota is used up; waiting seconds does not help. */
	QUOTA_EXHAUSTED("quota_exhausted"),

	/** Too many requests or tokens in a short time; waiting helps. */
	RATE_LIMITED("rate_limited"),

	/** The provider has no capacity at the moment. */
	OVERLOADED("overloaded"),

	/** The provider failed inside. */
	SERVER_ERROR("server_error"),

	/** No connection was made in time. */
	TIMEOUT_CONNECT("timeout_connect"),

	/** No content came in time. */
	TIMEOUT_FIRST_TOKEN("timeout_first_token"),

	/** The answer stalled after it had begun. */
	TIMEOUT_IDLE("timeout_idle"),

	/** The time for the whole call is over. */
	DEADLINE_EXCEEDED("deadline_exceeded"),

	/** The connection was refused or broke before content came. */
	CONNECTION("connection"),

	/** The answer was cut after content had come. */
	STREAM_INTERRUPTED("stream_interrupted"),

	/** The answer could not be understood. */
	INVALID_RESPONSE("invalid_response"),

	/** The circuit breaker allows no call. */
	CIRCUIT_OPEN("circuit_open"),

	/** A limit of our own was reached: rate, concurrency or connection pool. */
	LOCAL_LIMIT("local_limit"),

	/** The retry budget, the attempts or the cost ceiling are used up. */
	BUDGET_EXHAUSTED("budget_exhausted"),

	/** No candidate fits the request. */
	NO_CANDIDATE("no_candidate"),

	/** The caller went away. Not an error of anyone. */
	CANCELLED("cancelled"),

	/** Anything else. */
	OTHER("_OTHER");

	private final String code;

	ErrorType(String code) {
		this.code = code;
	}

	/**
	 * Return the value used in labels and JSON.
	 * @return the code, in lower case
	 */
	public String code() {
		return this.code;
	}

	/**
	 * Classify any failure, those of the JDK included.
	 * @param failure the failure
	 * @return its type, {@link #OTHER} where nothing is known about it
	 */
	public static ErrorType of(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = next(cause)) {
			if (cause instanceof LlmRouterException known) {
				return known.errorType();
			}
			ErrorType type = ofJdkException(cause);
			if (type != OTHER) {
				return type;
			}
		}
		return OTHER;
	}

	private static @Nullable Throwable next(Throwable failure) {
		return (failure.getCause() != failure) ? failure.getCause() : null;
	}

	private static ErrorType ofJdkException(Throwable failure) {
		if (failure instanceof CancellationException) {
			return CANCELLED;
		}
		if (failure instanceof TimeoutException) {
			return TIMEOUT_FIRST_TOKEN;
		}
		if (failure instanceof ConnectException || failure instanceof UnknownHostException) {
			return CONNECTION;
		}
		return (failure instanceof IOException) ? CONNECTION : OTHER;
	}

}
