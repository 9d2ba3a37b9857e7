package io.llmrouter.call;

import java.time.Duration;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Recorder of a call for an answer in pieces. The first content stops the time to first
 * token; of several usages the last one counts, they are cumulative. Where none came
 * before a stream broke or was cancelled, it is estimated.
 */
final class StreamRecorder extends CallRecorder<ChatRequest, ChatChunk> {

	private final UsageEstimate estimate = new UsageEstimate();

	private final UsageSoFar usageSoFar = new UsageSoFar();

	private boolean anyChunk;

	private int contentChunks;

	private long firstContentNanos;

	private long lastContentNanos;

	private ChatChunk.@Nullable Start start;

	private ChatChunk.@Nullable Finish finish;

	private @Nullable TokenUsage usage;

	StreamRecorder(CallObserver observer, CallObserver.OpenCall<ChatRequest> call) {
		super(observer, call);
	}

	@Override
	public Context addToContext(Context context) {
		return this.usageSoFar.addTo(super.addToContext(context));
	}

	@Override
	protected void received(ChatChunk chunk) {
		this.anyChunk = true;
		if (chunk.isContent()) {
			this.estimate.received(chunk);
			content();
		}
		else if (chunk instanceof ChatChunk.Start value) {
			this.start = value;
		}
		else if (chunk instanceof ChatChunk.Usage value) {
			this.usage = value.usage();
		}
		else if (chunk instanceof ChatChunk.Finish value) {
			this.finish = value;
		}
	}

	private void content() {
		this.lastContentNanos = elapsedNanos();
		if (this.contentChunks++ == 0) {
			this.firstContentNanos = this.lastContentNanos;
		}
	}

	@Override
	protected boolean isComplete() {
		return this.anyChunk;
	}

	@Override
	@Nullable Duration timeToFirstToken() {
		return (this.contentChunks > 0) ? Duration.ofNanos(this.firstContentNanos) : null;
	}

	@Override
	@Nullable Duration contentDuration() {
		return (this.contentChunks > 0) ? Duration.ofNanos(this.lastContentNanos - this.firstContentNanos) : null;
	}

	@Override
	int contentChunks() {
		return this.contentChunks;
	}

	@Override
	@Nullable String responseId() {
		return (this.start != null) ? this.start.id() : null;
	}

	@Override
	@Nullable String responseModel() {
		return (this.start != null) ? this.start.model() : null;
	}

	@Override
	@Nullable FinishReason finishReason() {
		return (this.finish != null) ? this.finish.reason() : null;
	}

	@Override
	@Nullable TokenUsage usage() {
		return this.usage;
	}

	@Override
	@Nullable TokenUsage estimatedUsage() {
		return this.estimate.of(request(), this.usageSoFar.get());
	}

}
