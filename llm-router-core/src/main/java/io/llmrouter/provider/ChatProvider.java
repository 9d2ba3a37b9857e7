package io.llmrouter.provider;

import java.util.List;
import java.util.Set;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * LLM provider. Every bean of this type is measured and can be a candidate of a route,
 * whether it comes from {@code application.yml} or is the user's own. Implementations are
 * thread-safe.
 * <p>
 * Both methods are cold: one subscription is one call, nothing is sent before it, and
 * cancelling it ends the call at the provider. They do not retry. A failure is an error
 * signal, best a {@link ProviderException}; anything else is classified by
 * {@link ErrorType#of(Throwable)}.
 *
 * @since 0.1.0
 */
public interface ChatProvider extends WireSpeaker {

	/**
	 * Return the name of this provider, under which it is configured, measured and
	 * routed.
	 * @return the name; the same for the whole life of the provider
	 */
	String name();

	/**
	 * Return the models this provider is set up for. They bound the {@code model} label
	 * of its meters: a call for any other model is measured as {@code other}.
	 * @return the models, the one used when a request names none first; empty where the
	 * provider does not tell
	 */
	default List<String> models() {
		return List.of();
	}

	/**
	 * Return what this provider can do. A request that needs more is not sent to it.
	 * @return the capabilities; all of them where the provider does not tell
	 */
	default Set<Capability> capabilities() {
		return Capability.ALL;
	}

	/**
	 * Ask for a complete answer.
	 * @param request what to ask
	 * @return the answer; an empty result counts as an invalid response
	 */
	Mono<ChatResponse> chat(ChatRequest request);

	/**
	 * Ask for an answer in pieces, as the model makes them.
	 * @param request what to ask
	 * @return the pieces; completion means that the answer is complete, a cut answer ends
	 * in an error
	 */
	Flux<ChatChunk> stream(ChatRequest request);

}
