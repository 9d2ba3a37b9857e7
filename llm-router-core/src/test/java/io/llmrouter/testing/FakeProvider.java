package io.llmrouter.testing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Provider that answers as it is told, call after call; the last answer repeats.
 */
public final class FakeProvider implements ChatProvider {

	private final String name;

	private final List<String> models;

	private final Deque<Flux<ChatChunk>> answers = new ArrayDeque<>();

	private final List<ChatRequest> requests = new ArrayList<>();

	private final AtomicInteger cancelled = new AtomicInteger();

	private volatile @Nullable String wire;

	public FakeProvider(String name, String... models) {
		this.name = name;
		this.models = List.of(models);
	}

	public static Flux<ChatChunk> answer(String provider, String... texts) {
		List<ChatChunk> chunks = new ArrayList<>();
		chunks.add(new ChatChunk.Start(provider, "id-" + provider, "echoed-model"));
		for (String text : texts) {
			chunks.add(new ChatChunk.TextDelta(text));
		}
		chunks.add(new ChatChunk.Finish(FinishReason.STOP, "stop", 0));
		chunks.add(new ChatChunk.Usage(TokenUsage.of(10, texts.length)));
		return Flux.fromIterable(chunks);
	}

	public static ProviderException failure(ErrorType type) {
		return new ProviderException("planned " + type.code(), ErrorDetails.of(type));
	}

	public static ProviderException keyRefused(boolean otherKey, @Nullable Duration retryAfter) {
		return new ProviderException("planned refusal",
				ErrorDetails.of(ErrorType.AUTHENTICATION).withRetryAfter(retryAfter).withOtherKey(otherKey));
	}

	public static ProviderException rateLimited(@Nullable Duration retryAfter) {
		return new ProviderException("planned rate limit",
				ErrorDetails.of(ErrorType.RATE_LIMITED).answered(429, "rate_limit_exceeded", "req-1", retryAfter));
	}

	public FakeProvider answers(String... texts) {
		return then(answer(this.name, texts));
	}

	public FakeProvider speaks(String newWire) {
		this.wire = newWire;
		return this;
	}

	public FakeProvider fails(ErrorType type) {
		return then(Flux.error(failure(type)));
	}

	public FakeProvider then(Flux<ChatChunk> answer) {
		this.answers.add(answer);
		return this;
	}

	public List<ChatRequest> requests() {
		return this.requests;
	}

	public int cancelled() {
		return this.cancelled.get();
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public List<String> models() {
		return this.models;
	}

	@Override
	public @Nullable String wire() {
		return this.wire;
	}

	@Override
	public Mono<ChatResponse> chat(ChatRequest request) {
		return next(request).collectList().map((chunks) -> {
			String text = chunks.stream().map(ChatChunk::text).reduce("", String::concat);
			return ChatResponse.text(this.name, text, TokenUsage.of(10, 2));
		});
	}

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		return next(request);
	}

	private Flux<ChatChunk> next(ChatRequest request) {
		return Flux.defer(() -> {
			this.requests.add(request);
			Flux<ChatChunk> answer = (this.answers.size() > 1) ? this.answers.remove() : this.answers.element();
			return answer.doOnCancel(this.cancelled::incrementAndGet);
		});
	}

}
