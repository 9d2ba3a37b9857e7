package io.llmrouter.gateway;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.llmrouter.LlmRouter;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Router that answers as a test tells it.
 */
final class StubRouter implements LlmRouter {

	final List<ChatRequest> requests = new CopyOnWriteArrayList<>();

	volatile Mono<ChatResponse> answer = Mono.just(ChatResponse.text("swift", "Hi", null));

	volatile Flux<ChatChunk> chunks = Flux.empty();

	@Override
	public Mono<ChatResponse> chat(ChatRequest request) {
		this.requests.add(request);
		return this.answer;
	}

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		this.requests.add(request);
		return this.chunks;
	}

}
