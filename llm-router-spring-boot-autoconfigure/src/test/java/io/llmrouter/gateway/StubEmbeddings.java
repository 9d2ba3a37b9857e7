package io.llmrouter.gateway;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.llmrouter.chat.TokenUsage;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.embedding.EmbeddingResponse;
import io.llmrouter.provider.EmbeddingProvider;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Provider that embeds every text as the same vector.
 */
final class StubEmbeddings implements EmbeddingProvider {

	final List<EmbeddingRequest> requests = new CopyOnWriteArrayList<>();

	private final String name;

	private final String model;

	private final @Nullable String wire;

	StubEmbeddings(String name, String model, @Nullable String wire) {
		this.name = name;
		this.model = model;
		this.wire = wire;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public List<String> models() {
		return List.of(this.model);
	}

	@Override
	public @Nullable String wire() {
		return this.wire;
	}

	@Override
	public Mono<EmbeddingResponse> embed(EmbeddingRequest request) {
		this.requests.add(request);
		List<float[]> vectors = request.inputs().stream().map((input) -> new float[] { 0.5f, -1 }).toList();
		return Mono.just(new EmbeddingResponse(this.name, null, null, vectors,
				new TokenUsage(7L, null, null, null, null, false, null)));
	}

}
