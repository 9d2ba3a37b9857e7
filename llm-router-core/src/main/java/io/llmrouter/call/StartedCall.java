package io.llmrouter.call;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is known about a call of one provider when it begins.
 *
 * @param provider the configured name of the provider; {@code other} beyond the bound of
 * {@link CallLabels}
 * @param model the model label: the requested model where it is a configured one,
 * {@code default} where none was named and the provider names none, else {@code other}
 * @param requestedModel the model as requested, or {@code null} where none was named
 * @param stream whether the answer is streamed
 * @param route the route that made the call, or {@code null} where the provider was
 * called directly
 * @param attempt which attempt of the logical call this is, from 1
 * @param startedAt the wall-clock time of subscription
 * @param operation what the provider was called for
 * @param tags tags of one's own, see {@link ChatCallTagsContributor}; the same keys in
 * every call
 * @since 0.1.0
 */
public record StartedCall(String provider, String model, @Nullable String requestedModel, boolean stream,
		@Nullable String route, int attempt, Instant startedAt, CallOperation operation, Map<String, String> tags) {

	/**
	 * Create what is known about a call.
	 */
	public StartedCall {
		tags = Map.copyOf(tags);
	}

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

	/**
	 * Create what is known about a call without tags of one's own.
	 * @param provider the configured name of the provider
	 * @param model the model label
	 * @param requestedModel the model as requested, or {@code null}
	 * @param stream whether the answer is streamed
	 * @param route the route that made the call, or {@code null}
	 * @param attempt which attempt of the logical call this is, from 1
	 * @param startedAt the wall-clock time of subscription
	 * @param operation what the provider was called for
	 */
	public StartedCall(String provider, String model, @Nullable String requestedModel, boolean stream,
			@Nullable String route, int attempt, Instant startedAt, CallOperation operation) {
		this(provider, model, requestedModel, stream, route, attempt, startedAt, operation, Map.of());
	}

	/**
	 * Return this with tags of one's own.
	 * @param tags the tags
	 * @return the same call with these tags
	 */
	public StartedCall withTags(Map<String, String> tags) {
		return new StartedCall(this.provider, this.model, this.requestedModel, this.stream, this.route, this.attempt,
				this.startedAt, this.operation, tags);
	}

}
