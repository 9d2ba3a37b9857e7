package io.llmrouter.provider;

import org.jspecify.annotations.Nullable;

/**
 * What is left of a provider's rate limits by its own count, as it tells with an answer.
 *
 * @param remainingRequests the requests left, at least 0, or {@code null} where it does
 * not tell
 * @param remainingTokens the tokens left, at least 0, or {@code null} where it does not
 * tell
 * @since 0.1.0
 */
public record RateLimitState(@Nullable Long remainingRequests, @Nullable Long remainingTokens) {
}
