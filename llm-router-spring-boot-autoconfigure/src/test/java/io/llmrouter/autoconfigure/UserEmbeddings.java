package io.llmrouter.autoconfigure;

import java.util.List;

import io.llmrouter.call.CallOperation;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.ChatCallListener;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.embedding.EmbeddingResponse;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.EmbeddingProvider;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Embedding providers as users write them, and who hears of their calls.
 */
final class UserEmbeddings {

	private UserEmbeddings() {
	}

	static Mono<EmbeddingResponse> answer(String name) {
		return Mono.just(EmbeddingResponse.of(name, List.of(new float[] { 1 })));
	}

	/**
	 * Listener that hears of every operation.
	 *
	 * @param calls where the calls go
	 */
	record Everything(List<ChatCall> calls) implements ChatCallListener {

		@Override
		public boolean hears(CallOperation operation) {
			return true;
		}

		@Override
		public void callEnded(ChatCall call) {
			this.calls.add(call);
		}

	}

	static class OpenEmbeddings implements EmbeddingProvider {

		private final String name;

		OpenEmbeddings(String name) {
			this.name = name;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public Mono<EmbeddingResponse> embed(EmbeddingRequest request) {
			return answer(this.name);
		}

	}

	static class FinalMethod extends OpenEmbeddings {

		FinalMethod(String name) {
			super(name);
		}

		@Override
		public final Mono<EmbeddingResponse> embed(EmbeddingRequest request) {
			return answer(name());
		}

	}

	static final class FinalEmbeddings extends OpenEmbeddings {

		FinalEmbeddings(String name) {
			super(name);
		}

	}

	static final class Throwing extends OpenEmbeddings {

		Throwing() {
			super("mine");
		}

		@Override
		public Mono<EmbeddingResponse> embed(EmbeddingRequest request) {
			throw new IllegalStateException("planned");
		}

	}

	record RecordEmbeddings(String name) implements EmbeddingProvider {

		@Override
		public Mono<EmbeddingResponse> embed(EmbeddingRequest request) {
			return answer(this.name);
		}

	}

	record Embeddings(String name, Mono<EmbeddingResponse> answer) implements EmbeddingProvider {

		@Override
		public Mono<EmbeddingResponse> embed(EmbeddingRequest request) {
			return this.answer;
		}

	}

	record Both(String name) implements ChatProvider, EmbeddingProvider {

		@Override
		public List<String> models() {
			return List.of("m");
		}

		@Override
		public Mono<ChatResponse> chat(ChatRequest request) {
			return UserProviders.answer(this.name);
		}

		@Override
		public Flux<ChatChunk> stream(ChatRequest request) {
			return UserProviders.pieces(this.name);
		}

		@Override
		public Mono<EmbeddingResponse> embed(EmbeddingRequest request) {
			return UserEmbeddings.answer(this.name);
		}

	}

}
