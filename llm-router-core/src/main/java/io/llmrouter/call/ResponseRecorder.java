package io.llmrouter.call;

import java.time.Duration;

import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * Recorder of a call for a complete answer.
 */
final class ResponseRecorder extends CallRecorder<ChatResponse> {

	private @Nullable ChatResponse response;

	ResponseRecorder(CallObserver observer, CallObserver.OpenCall call) {
		super(observer, call);
	}

	@Override
	protected void received(ChatResponse value) {
		this.response = value;
	}

	@Override
	protected boolean isComplete() {
		return this.response != null;
	}

	@Override
	@Nullable Duration timeToFirstToken() {
		return null;
	}

	@Override
	@Nullable Duration contentDuration() {
		return null;
	}

	@Override
	int contentChunks() {
		return 0;
	}

	@Override
	@Nullable String responseId() {
		return (this.response != null) ? this.response.id() : null;
	}

	@Override
	@Nullable String responseModel() {
		return (this.response != null) ? this.response.model() : null;
	}

	@Override
	@Nullable FinishReason finishReason() {
		return (this.response != null) ? this.response.finishReason() : null;
	}

	@Override
	@Nullable TokenUsage usage() {
		return (this.response != null) ? this.response.usage() : null;
	}

	@Override
	@Nullable TokenUsage estimatedUsage() {
		return null;
	}

}
