package io.llmrouter.call;

import java.util.List;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.embedding.EmbeddingResponse;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.EmbeddingProvider;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

class ObservedProvidersTests {

	private final CallObserver observer = new CallObserver(List.of(), CallObservation.Factory.NOOP, ModelLabels.none(),
			TimeSource.SYSTEM);

	@Test
	void observedProviderSpeaksTheWireOfItsDelegate() {
		assertThat(new ObservedChatProvider(new Chats(), this.observer).wire()).isEqualTo("gemini");
		assertThat(new ObservedEmbeddingProvider(new Embeddings(), this.observer).wire()).isEqualTo("ollama");
	}

	/**
	 * Provider of chats that never answers.
	 */
	private record Chats() implements ChatProvider {

		@Override
		public String name() {
			return "chats";
		}

		@Override
		public String wire() {
			return "gemini";
		}

		@Override
		public Mono<ChatResponse> chat(ChatRequest request) {
			return Mono.never();
		}

		@Override
		public Flux<ChatChunk> stream(ChatRequest request) {
			return Flux.never();
		}

	}

	/**
	 * Provider of embeddings that never answers.
	 */
	private record Embeddings() implements EmbeddingProvider {

		@Override
		public String name() {
			return "embeddings";
		}

		@Override
		public String wire() {
			return "ollama";
		}

		@Override
		public Mono<EmbeddingResponse> embed(EmbeddingRequest request) {
			return Mono.never();
		}

	}

}
