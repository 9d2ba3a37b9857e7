package io.llmrouter.ledger;

import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.provider.ChatProvider;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Provider beneath all that is measured, which counts how often each call really reached
 * it. Thread-safe.
 */
final class Witness implements ChatProvider {

	/** Key of the number of the call in the Reactor Context. */
	static final String CALL = "number of the call";

	private final ChatProvider delegate;

	private final AtomicIntegerArray asked;

	Witness(ChatProvider delegate, int calls) {
		this.delegate = delegate;
		this.asked = new AtomicIntegerArray(calls);
	}

	int asked(int call) {
		return this.asked.get(call);
	}

	long asked() {
		long sum = 0;
		for (int call = 0; call < this.asked.length(); call++) {
			sum += this.asked.get(call);
		}
		return sum;
	}

	private void ask(ContextView context) {
		this.asked.incrementAndGet(context.get(CALL));
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
	public Mono<ChatResponse> chat(ChatRequest request) {
		return Mono.deferContextual((context) -> {
			ask(context);
			return this.delegate.chat(request);
		});
	}

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		return Flux.deferContextual((context) -> {
			ask(context);
			return this.delegate.stream(request);
		});
	}

}
