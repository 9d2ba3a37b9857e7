package io.llmrouter.call;

import java.util.List;

import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.embedding.EmbeddingResponse;
import io.llmrouter.provider.EmbeddingProvider;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Embedding provider whose calls are observed. For use without Spring; in a Spring
 * application every provider bean is observed already.
 *
 * @since 0.1.0
 */
public final class ObservedEmbeddingProvider implements EmbeddingProvider {

	private final EmbeddingProvider delegate;

	private final CallObserver observer;

	/**
	 * Create an observed provider.
	 * @param delegate the provider that makes the calls
	 * @param observer the observer of the calls
	 */
	public ObservedEmbeddingProvider(EmbeddingProvider delegate, CallObserver observer) {
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
	public Mono<EmbeddingResponse> embed(EmbeddingRequest request) {
		return this.observer.observe(this.delegate, request, Mono.defer(() -> this.delegate.embed(request)));
	}

}
