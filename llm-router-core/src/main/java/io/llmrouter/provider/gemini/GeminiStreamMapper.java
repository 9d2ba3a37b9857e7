package io.llmrouter.provider.gemini;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.HttpAnswer;
import io.llmrouter.provider.http.ServerEvent;
import io.llmrouter.provider.http.StreamMapper;
import io.llmrouter.provider.wire.WireJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Mapper of one streamed answer. Every event is a whole answer that goes on where the one
 * before ended. The usage is cumulative and told once, at the end. There is no end mark:
 * the answer is complete once a finish reason has come.
 */
final class GeminiStreamMapper implements StreamMapper<ServerEvent> {

	private final CallSite site;

	private final ChatRequest request;

	private final JsonMapper json;

	private final GeminiResponseMapper responses;

	private int calls;

	private boolean started;

	private boolean finished;

	private @Nullable String id;

	private @Nullable TokenUsage usage;

	GeminiStreamMapper(CallSite site, ChatRequest request, JsonMapper json, GeminiResponseMapper responses) {
		this.site = site;
		this.request = request;
		this.json = json;
		this.responses = responses;
	}

	@Override
	public @Nullable List<ChatChunk> map(ServerEvent event) {
		if (event.data().isBlank()) {
			return List.of();
		}
		JsonNode body = WireJson.parsed(this.json, event.data());
		return (body != null && (body.isObject() || body.isArray())) ? map(body) : null;
	}

	/**
	 * Map an answer that came in one piece: an object, or the array of all events that a
	 * server sends which knows no event streams.
	 * @param answer the answer
	 * @return the chunks of the whole stream
	 * @throws ProviderException when it is a failure, not complete, or cannot be
	 * understood
	 */
	List<ChatChunk> map(HttpAnswer answer) {
		List<ChatChunk> chunks = map(this.responses.parsed(this.site, answer));
		if (!this.started) {
			throw GeminiResponseMapper.invalid(this.site, "without candidates");
		}
		chunks.addAll(end());
		return chunks;
	}

	@Override
	public List<ChatChunk> end() {
		if (!this.finished) {
			throw this.site.failure(ErrorType.CONNECTION,
					"cut its stream before the answer was complete; try again or ask another provider");
		}
		return (this.usage != null) ? List.of(new ChatChunk.Usage(this.usage)) : List.of();
	}

	@Override
	public @Nullable TokenUsage usage() {
		return this.usage;
	}

	@Override
	public boolean isOver() {
		return false;
	}

	private List<ChatChunk> map(JsonNode body) {
		List<ChatChunk> chunks = new ArrayList<>(2);
		if (body.isArray()) {
			body.forEach((element) -> add(element, chunks));
		}
		else {
			add(body, chunks);
		}
		return chunks;
	}

	private void add(JsonNode body, List<ChatChunk> chunks) {
		WireAnswer answer = this.responses.checked(this.site, body, this.request);
		TokenUsage told = GeminiUsage.read(answer.usage());
		this.usage = (told != null) ? told : this.usage;
		if (!answer.candidate().isObject()) {
			return;
		}
		addStart(answer, chunks);
		for (ContentPart part : answer.content(this.calls, this.id)) {
			chunks.add(delta(part));
		}
		addFinish(answer.rawFinish(), chunks);
	}

	private void addStart(WireAnswer answer, List<ChatChunk> chunks) {
		if (!this.started) {
			this.started = true;
			this.id = answer.id();
			chunks.add(new ChatChunk.Start(this.site.provider(), answer.id(), answer.model()));
		}
	}

	private ChatChunk delta(ContentPart part) {
		if (part instanceof ToolCall call) {
			return new ChatChunk.ToolCallDelta(this.calls++, call.id(), call.name(), call.arguments(),
					call.signature());
		}
		if (part instanceof ContentPart.Reasoning reasoning) {
			return new ChatChunk.ReasoningDelta(reasoning.text(), reasoning.signature(), null);
		}
		return new ChatChunk.TextDelta((part instanceof ContentPart.Text text) ? text.text() : "");
	}

	private void addFinish(@Nullable String rawFinish, List<ChatChunk> chunks) {
		if (rawFinish == null || this.finished) {
			return;
		}
		GeminiResponseMapper.checkFinish(this.site, rawFinish);
		this.finished = true;
		chunks.add(new ChatChunk.Finish(GeminiFinish.of(rawFinish, this.calls > 0), rawFinish, 0));
	}

}
