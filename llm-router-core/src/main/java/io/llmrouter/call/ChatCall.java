package io.llmrouter.call;

import java.time.Duration;

import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * Finished call of one provider, as every listener receives it. Holds no content. A call
 * for embeddings is one too: it has no tokens in time, no finish reason and no output.
 *
 * @param start what was known at the beginning
 * @param duration the time from subscription to the terminal signal
 * @param timeToFirstToken the time to the first content, or {@code null} where none came
 * or the call was no stream
 * @param contentDuration the time from the first to the last content, or {@code null}
 * where none came or the call was no stream
 * @param contentChunks how many chunks with content came; 0 for a call that is no stream
 * @param outcome how it ended
 * @param errorType why it failed, given with {@link Outcome#ERROR} only
 * @param status the HTTP status of a failure, or {@code null} where none is known
 * @param responseId the provider's id of the answer or of the failed request, or
 * {@code null}
 * @param responseModel the model as the provider named it, or {@code null}
 * @param finishReason why the model stopped, or {@code null} where it did not come
 * @param usage the tokens used, or {@code null} where the provider did not tell; an
 * estimate, marked as one, where a stream broke or was cancelled before it could tell
 * @since 0.1.0
 */
public record ChatCall(StartedCall start, Duration duration, @Nullable Duration timeToFirstToken,
		@Nullable Duration contentDuration, int contentChunks, Outcome outcome, @Nullable ErrorType errorType,
		@Nullable Integer status, @Nullable String responseId, @Nullable String responseModel,
		@Nullable FinishReason finishReason, @Nullable TokenUsage usage) {

	/**
	 * Return the configured name of the provider.
	 * @return the name
	 */
	public String provider() {
		return this.start.provider();
	}

	/**
	 * Return the model label.
	 * @return the label, see {@link StartedCall#model()}
	 */
	public String model() {
		return this.start.model();
	}

	/**
	 * Return what the provider was called for.
	 * @return the operation
	 */
	public CallOperation operation() {
		return this.start.operation();
	}

	/**
	 * Return whether the answer was streamed.
	 * @return whether it was
	 */
	public boolean stream() {
		return this.start.stream();
	}

	/**
	 * Return the time per output token: the time from first to last content over the
	 * tokens after the first, or over the chunks where the provider reported no tokens.
	 * @return the time, or {@code null} for fewer than two tokens and for calls that did
	 * not succeed as a stream
	 */
	public @Nullable Duration timePerOutputToken() {
		if (this.contentDuration == null || this.outcome != Outcome.SUCCESS) {
			return null;
		}
		Long reported = (this.usage != null) ? this.usage.outputTokens() : null;
		long tokens = (reported != null) ? reported : this.contentChunks;
		return (tokens > 1) ? Duration.ofNanos(this.contentDuration.toNanos() / (tokens - 1)) : null;
	}

}
