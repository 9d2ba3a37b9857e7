package io.llmrouter.provider;

import java.util.Objects;

import io.llmrouter.chat.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * Failure of one call of one provider.
 *
 * @since 0.1.0
 */
public final class ProviderException extends LlmRouterException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create a failure.
	 * @param message what failed, where, and what to do; without content and keys
	 * @param details what is known about it
	 */
	public ProviderException(String message, ErrorDetails details) {
		this(message, details, null);
	}

	/**
	 * Create a failure that another one caused.
	 * @param message what failed, where, and what to do; without content and keys
	 * @param details what is known about it
	 * @param cause the cause, or {@code null}
	 */
	public ProviderException(String message, ErrorDetails details, @Nullable Throwable cause) {
		super(message, details, cause);
	}

	/**
	 * Return the same failure as another type, for example when content had already come.
	 * @param type the reason
	 * @return a copy that has this failure as its cause
	 */
	public ProviderException as(ErrorType type) {
		return new ProviderException(String.valueOf(getMessage()), details().withType(type), this);
	}

	/**
	 * Return the same failure with the tokens that were used before it.
	 * @param usage the tokens, or {@code null} where none are known
	 * @return a copy with the cause of this failure, or this failure where it tells the
	 * same
	 */
	public ProviderException withPartialUsage(@Nullable TokenUsage usage) {
		return Objects.equals(usage, details().partialUsage()) ? this
				: new ProviderException(String.valueOf(getMessage()), details().withPartialUsage(usage), getCause());
	}

}
