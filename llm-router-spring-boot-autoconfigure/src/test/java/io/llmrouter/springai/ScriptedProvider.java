package io.llmrouter.springai;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

import io.llmrouter.chat.AnswerAssembler;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.provider.ChatProvider;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Provider that gives prepared answers in turn and keeps what it was asked.
 */
public final class ScriptedProvider implements ChatProvider {

	private final String name;

	private final Queue<Flux<ChatChunk>> answers = new ArrayDeque<>();

	private final List<ChatRequest> requests = new CopyOnWriteArrayList<>();

	public ScriptedProvider(String name) {
		this.name = name;
	}

	public ScriptedProvider answer(ChatChunk... chunks) {
		return answer(Flux.just(chunks));
	}

	public ScriptedProvider answer(Flux<ChatChunk> chunks) {
		this.answers.add(chunks);
		return this;
	}

	public List<ChatRequest> requests() {
		return this.requests;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public List<String> models() {
		return List.of("model-1", "model-2");
	}

	@Override
	public Mono<ChatResponse> chat(ChatRequest request) {
		return stream(request).collect(() -> new AnswerAssembler(this.name), AnswerAssembler::add)
			.map(AnswerAssembler::toResponse);
	}

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		return Flux.defer(() -> {
			this.requests.add(request);
			return this.answers.remove();
		});
	}

}
