package io.llmrouter.call;

import java.time.Duration;
import java.util.function.Function;

import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.embedding.EmbeddingResponse;
import org.jspecify.annotations.Nullable;

/**
 * Recorder of a call for a complete answer.
 *
 * @param <Q> the type of the request
 * @param <T> the type of the answer
 */
final class ResponseRecorder<Q, T> extends CallRecorder<Q, T> {

	private final Function<T, Told> reader;

	private @Nullable Told told;

	ResponseRecorder(CallObserver observer, CallObserver.OpenCall<Q> call, Function<T, Told> reader) {
		super(observer, call);
		this.reader = reader;
	}

	@Override
	protected void received(T value) {
		this.told = this.reader.apply(value);
	}

	@Override
	protected boolean isComplete() {
		return this.told != null;
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
		return (this.told != null) ? this.told.id() : null;
	}

	@Override
	@Nullable String responseModel() {
		return (this.told != null) ? this.told.model() : null;
	}

	@Override
	@Nullable FinishReason finishReason() {
		return (this.told != null) ? this.told.finishReason() : null;
	}

	@Override
	@Nullable TokenUsage usage() {
		return (this.told != null) ? this.told.usage() : null;
	}

	@Override
	@Nullable TokenUsage estimatedUsage() {
		return null;
	}

	/**
	 * What an answer tells besides its content.
	 *
	 * @param id the provider's id of the answer, or {@code null}
	 * @param model the model as the provider named it, or {@code null}
	 * @param finishReason why the model stopped, or {@code null}
	 * @param usage the tokens used, or {@code null}
	 */
	record Told(@Nullable String id, @Nullable String model, @Nullable FinishReason finishReason,
			@Nullable TokenUsage usage) {

		static Told of(ChatResponse answer) {
			return new Told(answer.id(), answer.model(), answer.finishReason(), answer.usage());
		}

		static Told of(EmbeddingResponse answer) {
			return new Told(answer.requestId(), answer.model(), null, answer.usage());
		}

	}

}
