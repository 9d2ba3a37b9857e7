package io.llmrouter.route;

import java.util.function.Function;
import java.util.function.Predicate;

import io.llmrouter.chat.AnswerAssembler;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.TokenUsage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * One of the ways of calling a provider, so that one loop of attempts serves them all.
 *
 * @param stream whether the provider answers in pieces
 * @param inPieces whether the caller is answered in pieces
 * @param call the method of the provider, with time limits applied to what it returns
 * @param content whether a value carries content
 * @param usage the tokens that a value reports, if any
 * @param id the provider's id of the answer that a value tells, if any
 * @param <T> the type of the values
 */
record CallKind<T>(boolean stream, boolean inPieces, Call<T> call, Predicate<T> content,
		Function<T, @Nullable TokenUsage> usage, Function<T, @Nullable String> id) {

	static final CallKind<ChatResponse> CHAT = new CallKind<>(false, false,
			(attempt, request) -> attempt.limits().onAnswer(attempt.provider().chat(request), attempt::timedOut),
			(response) -> true, ChatResponse::usage, ChatResponse::id);

	static final CallKind<ChatResponse> CHAT_OVER_STREAM = new CallKind<>(true, false, CallKind::assembled,
			(response) -> true, ChatResponse::usage, ChatResponse::id);

	static final CallKind<ChatChunk> STREAM = new CallKind<>(true, true,
			(attempt, request) -> attempt.limits().onStream(attempt.provider().stream(request), attempt::timedOut),
			ChatChunk::isContent, CallKind::usage, CallKind::id);

	private static Publisher<ChatResponse> assembled(Attempt<ChatResponse> attempt, ChatRequest request) {
		String provider = attempt.provider().name();
		return attempt.limits().onStream(attempt.provider().stream(request), attempt::timedOut).doOnNext((chunk) -> {
			if (chunk.isContent()) {
				attempt.contentSeen();
			}
		})
			.switchIfEmpty(Mono.error(attempt::empty))
			.collect(() -> new AnswerAssembler(provider), AnswerAssembler::add)
			.map(AnswerAssembler::toResponse);
	}

	private static @Nullable TokenUsage usage(ChatChunk chunk) {
		return (chunk instanceof ChatChunk.Usage reported) ? reported.usage() : null;
	}

	private static @Nullable String id(ChatChunk chunk) {
		return (chunk instanceof ChatChunk.Start start) ? start.id() : null;
	}

	/**
	 * Method of a provider.
	 *
	 * @param <T> the type of the values
	 */
	@FunctionalInterface
	interface Call<T> {

		Publisher<T> on(Attempt<T> attempt, ChatRequest request);

	}

}
