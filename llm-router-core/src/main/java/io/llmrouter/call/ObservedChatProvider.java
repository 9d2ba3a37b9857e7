package io.llmrouter.call;

import java.util.List;
import java.util.Set;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.provider.Capability;
import io.llmrouter.provider.ChatProvider;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Provider whose calls are observed. For use without Spring; in a Spring application
 * every provider bean is observed already.
 *
 * @since 0.1.0
 */
public final class ObservedChatProvider implements ChatProvider {

	private final ChatProvider delegate;

	private final CallObserver observer;

	/**
	 * Create an observed provider.
	 * @param delegate the provider that makes the calls
	 * @param observer the observer of the calls
	 */
	public ObservedChatProvider(ChatProvider delegate, CallObserver observer) {
		this.delegate = delegate;
		this.observer = observer;
	}

	@Override
	public String name() {
		return this.delegate.name();
	}

	@Override
	public List<String> models() {
		return this.delegate.models();
	}

	@Override
	public @Nullable String wire() {
		return this.delegate.wire();
	}

	@Override
	public Set<Capability> capabilities() {
		return this.delegate.capabilities();
	}

	@Override
	public Mono<ChatResponse> chat(ChatRequest request) {
		return this.observer.observe(this.delegate, request, Mono.defer(() -> this.delegate.chat(request)));
	}

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		return this.observer.observe(this.delegate, request, Flux.defer(() -> this.delegate.stream(request)));
	}

}
