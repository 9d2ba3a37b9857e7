package io.llmrouter.autoconfigure;

import java.util.function.Function;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ChatProvider;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Providers as users write them.
 */
final class UserProviders {

	private UserProviders() {
	}

	static Mono<ChatResponse> answer(String name) {
		return Mono.just(ChatResponse.text(name, "Hi", TokenUsage.of(5, 2)));
	}

	static Flux<ChatChunk> pieces(String name) {
		return Flux.just(new ChatChunk.Start(name, null, null), new ChatChunk.TextDelta("Hi"),
				new ChatChunk.TextDelta("!"), new ChatChunk.Usage(TokenUsage.of(5, 2)));
	}

	static ChatProvider anonymous(String name, Function<ChatRequest, Mono<ChatResponse>> chat) {
		return new ChatProvider() {

			@Override
			public String name() {
				return name;
			}

			@Override
			public Mono<ChatResponse> chat(ChatRequest request) {
				return chat.apply(request);
			}

			@Override
			public Flux<ChatChunk> stream(ChatRequest request) {
				return chat(request).flatMapMany((response) -> pieces(name));
			}

		};
	}

	static class OpenClass implements ChatProvider {

		private final String name;

		OpenClass(String name) {
			this.name = name;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public Mono<ChatResponse> chat(ChatRequest request) {
			return answer(this.name);
		}

		@Override
		public Flux<ChatChunk> stream(ChatRequest request) {
			return pieces(this.name);
		}

	}

	static class FinalMethods extends OpenClass {

		FinalMethods(String name) {
			super(name);
		}

		@Override
		public final Mono<ChatResponse> chat(ChatRequest request) {
			return answer(name());
		}

	}

	static final class FinalClass extends OpenClass {

		FinalClass(String name) {
			super(name);
		}

	}

	record RecordClass(String name) implements ChatProvider {

		@Override
		public Mono<ChatResponse> chat(ChatRequest request) {
			return answer(this.name);
		}

		@Override
		public Flux<ChatChunk> stream(ChatRequest request) {
			return pieces(this.name);
		}

	}

}
