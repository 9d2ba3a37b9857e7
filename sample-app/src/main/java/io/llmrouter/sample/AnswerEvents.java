package io.llmrouter.sample;

import java.util.Locale;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.codec.ServerSentEvent;

/**
 * One streamed answer as server-sent events: unnamed ones with text, then one named
 * {@code done} or {@code error}. Keeps the state of one subscription.
 */
final class AnswerEvents {

	private @Nullable String provider;

	private @Nullable String model;

	private @Nullable FinishReason finishReason;

	private @Nullable TokenUsage usage;

	private AnswerEvents() {
	}

	/**
	 * Turn chunks into events. Never ends in an error: a failure is the last event.
	 * @param chunks the answer; cancelled with the events
	 * @return the events
	 */
	static Flux<ServerSentEvent<Object>> of(Flux<ChatChunk> chunks) {
		return Flux.defer(() -> new AnswerEvents().events(chunks)).onErrorResume(AnswerEvents::failed);
	}

	private Flux<ServerSentEvent<Object>> events(Flux<ChatChunk> chunks) {
		return chunks.doOnNext(this::remember)
			.filter((chunk) -> !chunk.text().isEmpty())
			.map((chunk) -> event(null, new Text(chunk.text())))
			.concatWith(Mono.fromSupplier(this::done));
	}

	private void remember(ChatChunk chunk) {
		if (chunk instanceof ChatChunk.Start start) {
			this.provider = start.provider();
			this.model = start.model();
		}
		else if (chunk instanceof ChatChunk.Finish finish) {
			this.finishReason = finish.reason();
		}
		else if (chunk instanceof ChatChunk.Usage latest) {
			this.usage = latest.usage();
		}
	}

	private ServerSentEvent<Object> done() {
		String reason = (this.finishReason != null) ? this.finishReason.name().toLowerCase(Locale.ROOT) : null;
		return event("done", new Done(this.provider, this.model, reason, ChatAnswer.Usage.of(this.usage)));
	}

	private static Mono<ServerSentEvent<Object>> failed(Throwable failure) {
		// Only the router's own messages are known to hold neither content nor keys.
		String message = (failure instanceof LlmRouterException) ? failure.getMessage() : "The call failed";
		return Mono.just(event("error", new Failed(ErrorType.of(failure).code(), message)));
	}

	private static ServerSentEvent<Object> event(@Nullable String name, Object data) {
		ServerSentEvent.Builder<Object> event = ServerSentEvent.builder(data);
		return ((name != null) ? event.event(name) : event).build();
	}

	private record Text(String text) {

	}

	private record Done(@Nullable String provider, @Nullable String model, @Nullable String finishReason,
			ChatAnswer.@Nullable Usage usage) {

	}

	private record Failed(String error, @Nullable String message) {

	}

}
