package io.llmrouter.benchmarks;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ChatProvider;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Provider of the user's own that costs next to nothing: its answers are ready.
 */
class CannedChatProvider implements ChatProvider {

	private static final TokenUsage USAGE = new TokenUsage(900L, 240L, 512L, null, 64L, false, null);

	private final ChatResponse response = new ChatResponse("canned", "resp-1", "gpt-5-mini-2026-01-01",
			List.of(new ContentPart.Text("Hello")), FinishReason.STOP, "stop", USAGE, 0);

	private final String name;

	private final ChatChunk[] chunks;

	/**
	 * Create a provider.
	 * @param contentChunks how many chunks with content a stream has
	 */
	CannedChatProvider(int contentChunks) {
		this("canned", contentChunks);
	}

	/**
	 * Create a provider.
	 * @param name its name
	 * @param contentChunks how many chunks with content a stream has
	 */
	CannedChatProvider(String name, int contentChunks) {
		this.name = name;
		List<ChatChunk> all = new ArrayList<>(contentChunks + 3);
		all.add(new ChatChunk.Start("canned", "resp-1", "gpt-5-mini-2026-01-01"));
		for (int index = 0; index < contentChunks; index++) {
			all.add(new ChatChunk.TextDelta("word "));
		}
		all.add(new ChatChunk.Usage(USAGE));
		all.add(new ChatChunk.Finish(FinishReason.STOP, "stop", 0));
		this.chunks = all.toArray(new ChatChunk[0]);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public List<String> models() {
		return List.of("gpt-5-mini");
	}

	@Override
	public Mono<ChatResponse> chat(ChatRequest request) {
		return Mono.just(this.response);
	}

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		// Hidden, because the chunks of a network are not fused either.
		return Flux.fromArray(this.chunks).hide();
	}

}
