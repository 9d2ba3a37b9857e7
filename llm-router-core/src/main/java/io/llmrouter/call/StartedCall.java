package io.llmrouter.call;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is known about a call of one provider when it begins.
 *
 * @param provider the configured name of the provider
 * @param model the model label: the requested model where it is a configured one,
 * {@code default} where none was named and the provider names none, else {@code other}
 * @param requestedModel the model as requested, or {@code null} where none was named
 * @param stream whether the answer is streamed
 * @param route the route that made the call, or {@code null} where the provider was
 * called directly
 * @param attempt which attempt of the logical call this is, from 1
 * @param startedAt the wall-clock time of subscription
 * @param operation what the provider was called for
 * @since 0.1.0
 */
public record StartedCall(String provider, String model, @Nullable String requestedModel, boolean stream,
		@Nullable String route, int attempt, Instant startedAt, CallOperation operation) {

	/**
	 * Create what is known about a call for an answer to a conversation.
	 * @param provider the configured name of the provider
	 * @param model the model label
	 * @param requestedModel the model as requested, or {@code null}
	 * @param stream whether the answer is streamed
	 * @param route the route that made the call, or {@code null}
	 * @param attempt which attempt of the logical call this is, from 1
	 * @param startedAt the wall-clock time of subscription
	 */
	public StartedCall(String provider, String model, @Nullable String requestedModel, boolean stream,
			@Nullable String route, int attempt, Instant startedAt) {
		this(provider, model, requestedModel, stream, route, attempt, startedAt, CallOperation.CHAT);
	}

}
