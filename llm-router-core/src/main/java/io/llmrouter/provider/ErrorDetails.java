package io.llmrouter.provider;

import java.time.Duration;
import java.util.Objects;

import io.llmrouter.chat.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a failure, apart from its message. Holds no content and no key.
 *
 * @param type the reason
 * @param provider the configured name of the provider, or {@code null} where none was
 * asked
 * @param model the requested model, or {@code null} where none was named
 * @param status the HTTP status, or {@code null} where none came
 * @param providerCode the provider's own error code, or {@code null}
 * @param requestId the provider's id of the request, to quote to its support, or
 * {@code null}
 * @param retryAfter how long the provider asks to wait, or {@code null}
 * @param partialUsage the tokens used before the failure, or {@code null} where none are
 * known; an estimate where it is marked as one
 * @param otherKey whether another key of the provider is free, so that asking again at
 * once may help
 * @since 0.1.0
 */
public record ErrorDetails(ErrorType type, @Nullable String provider, @Nullable String model, @Nullable Integer status,
		@Nullable String providerCode, @Nullable String requestId, @Nullable Duration retryAfter,
		@Nullable TokenUsage partialUsage, boolean otherKey) {

	public ErrorDetails {
		Objects.requireNonNull(type, "'type' must not be null");
	}

	/**
	 * Create details of which only the type is known.
	 * @param type the reason
	 * @return the details
	 */
	public static ErrorDetails of(ErrorType type) {
		return new ErrorDetails(type, null, null, null, null, null, null, null, false);
	}

	/**
	 * Return a copy that says who failed.
	 * @param newProvider the configured name of the provider
	 * @param newModel the requested model, or {@code null}
	 * @return the copy
	 */
	public ErrorDetails at(String newProvider, @Nullable String newModel) {
		return new ErrorDetails(this.type, newProvider, newModel, this.status, this.providerCode, this.requestId,
				this.retryAfter, this.partialUsage, this.otherKey);
	}

	/**
	 * Return a copy that says what the provider's HTTP answer told.
	 * @param newStatus the HTTP status
	 * @param newProviderCode the provider's own error code, or {@code null}
	 * @param newRequestId the provider's id of the request, or {@code null}
	 * @param newRetryAfter how long to wait, or {@code null}
	 * @return the copy
	 */
	public ErrorDetails answered(int newStatus, @Nullable String newProviderCode, @Nullable String newRequestId,
			@Nullable Duration newRetryAfter) {
		return new ErrorDetails(this.type, this.provider, this.model, newStatus, newProviderCode, newRequestId,
				newRetryAfter, this.partialUsage, this.otherKey);
	}

	/**
	 * Return a copy that says how long to wait.
	 * @param newRetryAfter how long to wait, or {@code null}
	 * @return the copy
	 */
	public ErrorDetails withRetryAfter(@Nullable Duration newRetryAfter) {
		return new ErrorDetails(this.type, this.provider, this.model, this.status, this.providerCode, this.requestId,
				newRetryAfter, this.partialUsage, this.otherKey);
	}

	/**
	 * Return a copy that says whether another key is free.
	 * @param newOtherKey whether one is
	 * @return the copy
	 */
	public ErrorDetails withOtherKey(boolean newOtherKey) {
		return new ErrorDetails(this.type, this.provider, this.model, this.status, this.providerCode, this.requestId,
				this.retryAfter, this.partialUsage, newOtherKey);
	}

	/**
	 * Return a copy of another type.
	 * @param newType the reason
	 * @return the copy
	 */
	public ErrorDetails withType(ErrorType newType) {
		return new ErrorDetails(newType, this.provider, this.model, this.status, this.providerCode, this.requestId,
				this.retryAfter, this.partialUsage, this.otherKey);
	}

	/**
	 * Return a copy that tells of used tokens.
	 * @param newPartialUsage the tokens used before the failure, or {@code null}
	 * @return the copy
	 */
	public ErrorDetails withPartialUsage(@Nullable TokenUsage newPartialUsage) {
		return new ErrorDetails(this.type, this.provider, this.model, this.status, this.providerCode, this.requestId,
				this.retryAfter, newPartialUsage, this.otherKey);
	}

}
