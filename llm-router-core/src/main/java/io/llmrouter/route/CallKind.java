package io.llmrouter.route;

import java.util.function.Function;
import java.util.function.Predicate;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import reactor.core.publisher.Flux;

/**
 * One of the two ways of calling a provider, so that one loop of attempts serves both.
 *
 * @param stream whether the answer comes in pieces
 * @param call the method of the provider
 * @param limiter how time limits are applied
 * @param content whether a value carries content
 * @param <T> the type of the values
 */
record CallKind<T>(boolean stream, Call<T> call, Limiter<T> limiter, Predicate<T> content) {

	static final CallKind<ChatResponse> CHAT = new CallKind<>(false,
			(provider, request) -> provider.chat(request).flux(), AttemptLimits::onAnswer, (response) -> true);

	static final CallKind<ChatChunk> STREAM = new CallKind<>(true, ChatProvider::stream, AttemptLimits::onStream,
			ChatChunk::isContent);

	/**
	 * Method of a provider.
	 *
	 * @param <T> the type of the values
	 */
	@FunctionalInterface
	interface Call<T> {

		Flux<T> on(ChatProvider provider, ChatRequest request);

	}

	/**
	 * Application of time limits.
	 *
	 * @param <T> the type of the values
	 */
	@FunctionalInterface
	interface Limiter<T> {

		Flux<T> limit(AttemptLimits limits, Flux<T> source, Function<ErrorType, LlmRouterException> failure);

	}

}
