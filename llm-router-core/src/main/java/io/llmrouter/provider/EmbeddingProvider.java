package io.llmrouter.provider;

import java.util.List;

import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.embedding.EmbeddingResponse;
import reactor.core.publisher.Mono;

/**
 * Provider of embeddings. Every bean of this type is measured, whether it comes from
 * {@code application.yml} or is the user's own. It takes no part in routes: vectors of
 * two models cannot be compared, so that another model is no replacement for one that
 * fails. Implementations are thread-safe.
 * <p>
 * The method is cold: one subscription is one call, nothing is sent before it, and
 * cancelling it ends the call at the provider. It does not retry. A failure is an error
 * signal, best a {@link ProviderException}; anything else is classified by
 * {@link ErrorType#of(Throwable)}.
 *
 * @since 0.1.0
 */
public interface EmbeddingProvider extends WireSpeaker {

	/**
	 * Return the name of this provider, under which it is configured and measured. It may
	 * be that of a {@link ChatProvider}.
	 * @return the name; the same for the whole life of the provider
	 */
	String name();

	/**
	 * Return the embedding models this provider is set up for. They bound the
	 * {@code model} label of its meters: a call for any other model is measured as
	 * {@code other}.
	 * @return the models, the one used when a request names none first; empty where the
	 * provider does not tell
	 */
	default List<String> models() {
		return List.of();
	}

	/**
	 * Turn texts into vectors.
	 * @param request the texts
	 * @return one vector for each text, in their order; an empty result counts as an
	 * invalid response
	 */
	Mono<EmbeddingResponse> embed(EmbeddingRequest request);

}
