package io.llmrouter.autoconfigure;

import java.util.function.Supplier;

import io.llmrouter.call.CallObserver;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.embedding.EmbeddingResponse;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.EmbeddingProvider;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Advice around the calls of a provider: proceeds once and decorates the publisher that
 * comes back. A provider that throws or returns nothing fails like any other, with an
 * error signal that is recorded.
 */
final class ChatProviderInterceptor implements MethodInterceptor {

	private final Supplier<CallObserver> observer;

	ChatProviderInterceptor(Supplier<CallObserver> observer) {
		this.observer = observer;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		if (invocation.getThis() instanceof ChatProvider provider
				&& invocation.getArguments()[0] instanceof ChatRequest request) {
			return Flux.class.isAssignableFrom(invocation.getMethod().getReturnType())
					? observedStream(provider, request, invocation) : observedChat(provider, request, invocation);
		}
		if (invocation.getThis() instanceof EmbeddingProvider provider
				&& invocation.getArguments()[0] instanceof EmbeddingRequest request) {
			return observedEmbeddings(provider, request, invocation);
		}
		return invocation.proceed();
	}

	private Mono<ChatResponse> observedChat(ChatProvider provider, ChatRequest request, MethodInvocation invocation) {
		Mono<ChatResponse> answer = Mono.from(proceed(provider.name(), invocation));
		return this.observer.get().observe(provider, request, answer);
	}

	private Flux<ChatChunk> observedStream(ChatProvider provider, ChatRequest request, MethodInvocation invocation) {
		Flux<ChatChunk> answer = Flux.from(proceed(provider.name(), invocation));
		return this.observer.get().observe(provider, request, answer);
	}

	private Mono<EmbeddingResponse> observedEmbeddings(EmbeddingProvider provider, EmbeddingRequest request,
			MethodInvocation invocation) {
		Mono<EmbeddingResponse> answer = Mono.from(proceed(provider.name(), invocation));
		return this.observer.get().observe(provider, request, answer);
	}

	// The methods of the pointcut return publishers of their one type.
	@SuppressWarnings("unchecked")
	private static <T> Publisher<T> proceed(String provider, MethodInvocation invocation) {
		try {
			Object result = invocation.proceed();
			if (result instanceof Publisher<?> publisher) {
				return (Publisher<T>) publisher;
			}
			return Mono.error(new ProviderException(
					"Provider '" + provider + "' returned null instead of a publisher; return Mono or Flux",
					ErrorDetails.of(ErrorType.INVALID_RESPONSE).at(provider, null)));
		}
		catch (Throwable failure) {
			return Mono.error(failure);
		}
	}

}
