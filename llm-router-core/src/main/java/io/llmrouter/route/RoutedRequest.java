package io.llmrouter.route;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.llmrouter.call.Outcome;
import io.llmrouter.chat.RoutingDecision;
import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * Finished logical call, as every listener receives it. Holds no content.
 *
 * @param route the configured name of the route, or {@code other} where the request named
 * one that does not exist
 * @param startedAt when it began
 * @param stream whether the answer was streamed
 * @param outcome how it ended
 * @param errorType why it failed, given with {@link Outcome#ERROR} only
 * @param duration the time from subscription to the terminal signal, retries and
 * fallbacks included
 * @param attempts how many provider calls were made; 0 where the request was refused
 * before any
 * @param extraAttempts the attempts beyond the first, in order
 * @param overhead the time of it that was the router's own: neither spent in a provider
 * nor waited on purpose
 * @param decision whom the router could have asked, and what came of it
 * @since 0.1.0
 */
public record RoutedRequest(String route, Instant startedAt, boolean stream, Outcome outcome,
		@Nullable ErrorType errorType, Duration duration, int attempts, List<ExtraAttempt> extraAttempts,
		Duration overhead, RoutingDecision decision) {

	public RoutedRequest {
		extraAttempts = List.copyOf(extraAttempts);
	}

}
