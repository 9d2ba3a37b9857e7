package io.llmrouter.route;

import java.util.function.Function;
import java.util.function.Predicate;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import org.reactivestreams.Publisher;

/**
 * One of the two ways of calling a provider, so that one loop of attempts serves both.
 *
 * @param stream whether the answer comes in pieces
 * @param call the method of the provider, with time limits applied to what it returns
 * @param content whether a value carries content
 * @param <T> the type of the values
 */
record CallKind<T>(boolean stream, Call<T> call, Predicate<T> content) {

	static final CallKind<ChatResponse> CHAT = new CallKind<>(false,
			(provider, request, limits, failure) -> limits.onAnswer(provider.chat(request), failure),
			(response) -> true);

	static final CallKind<ChatChunk> STREAM = new CallKind<>(true,
			(provider, request, limits, failure) -> limits.onStream(provider.stream(request), failure),
			ChatChunk::isContent);

	/**
	 * Method of a provider.
	 *
	 * @param <T> the type of the values
	 */
	@FunctionalInterface
	interface Call<T> {

		Publisher<T> on(ChatProvider provider, ChatRequest request, AttemptLimits limits,
				Function<ErrorType, LlmRouterException> failure);

	}

}
