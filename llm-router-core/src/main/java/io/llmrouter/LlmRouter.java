package io.llmrouter;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Router that sends each chat call to one of several LLM providers. Thread-safe.
 * <p>
 * Both methods are cold: one subscription is one logical call, and cancelling it cancels
 * the provider's call at once. A logical call may take several attempts, as long as no
 * content has reached the caller; two answers are never spliced. Every failure is an
 * {@link io.llmrouter.provider.LlmRouterException}.
 *
 * @since 0.1.0
 */
public interface LlmRouter {

	/**
	 * Start a router.
	 * @return a new builder
	 */
	static LlmRouterBuilder builder() {
		return new LlmRouterBuilder();
	}

	/**
	 * Ask for a complete answer.
	 * @param request what to ask
	 * @return the answer, never empty
	 */
	Mono<ChatResponse> chat(ChatRequest request);

	/**
	 * Ask for an answer in pieces.
	 * @param request what to ask
	 * @return the pieces; completion means that the answer is complete, a cut answer ends
	 * in an error
	 */
	Flux<ChatChunk> stream(ChatRequest request);

}
