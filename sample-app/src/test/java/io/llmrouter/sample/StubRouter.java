package io.llmrouter.sample;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.llmrouter.LlmRouter;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Router that answers what it is told to and remembers what it was asked.
 */
final class StubRouter implements LlmRouter {

	final List<ChatRequest> chats = new CopyOnWriteArrayList<>();

	final List<ChatRequest> streams = new CopyOnWriteArrayList<>();

	private final Mono<ChatResponse> answer;

	private final Flux<ChatChunk> chunks;

	private StubRouter(Mono<ChatResponse> answer, Flux<ChatChunk> chunks) {
		this.answer = answer;
		this.chunks = chunks;
	}

	static StubRouter answering(ChatResponse answer) {
		return new StubRouter(Mono.just(answer), Flux.empty());
	}

	static StubRouter streaming(Flux<ChatChunk> chunks) {
		return new StubRouter(Mono.never(), chunks);
	}

	static StubRouter failing(Throwable failure) {
		return new StubRouter(Mono.error(failure), Flux.error(failure));
	}

	static StubRouter silent() {
		return new StubRouter(Mono.never(), Flux.never());
	}

	@Override
	public Mono<ChatResponse> chat(ChatRequest request) {
		this.chats.add(request);
		return this.answer;
	}

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		this.streams.add(request);
		return this.chunks;
	}

}
