package io.llmrouter;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.route.RouteEngine;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Router over a route engine.
 */
final class DefaultLlmRouter implements LlmRouter {

	private final RouteEngine engine;

	DefaultLlmRouter(RouteEngine engine) {
		this.engine = engine;
	}

	@Override
	public Mono<ChatResponse> chat(ChatRequest request) {
		return this.engine.chat(request);
	}

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		return this.engine.stream(request);
	}

}
