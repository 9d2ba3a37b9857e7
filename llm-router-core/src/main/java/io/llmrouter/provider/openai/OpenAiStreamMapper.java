package io.llmrouter.provider.openai;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.ServerEvent;
import io.llmrouter.provider.http.StreamMapper;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Mapper of one streamed answer. The usage is told once, at the end: some providers
 * repeat it in every chunk.
 */
final class OpenAiStreamMapper implements StreamMapper<ServerEvent> {

	private final CallSite site;

	private final ChatRequest request;

	private final JsonMapper json;

	private final OpenAiErrors errors;

	/** Positions of the tool calls by their id, for providers that send no index. */
	private final Map<String, Integer> calls = new HashMap<>();

	private int lastCall = -1;

	private boolean started;

	private boolean content;

	private boolean refused;

	private boolean finished;

	private boolean over;

	private @Nullable TokenUsage usage;

	OpenAiStreamMapper(CallSite site, ChatRequest request, JsonMapper json, OpenAiErrors errors) {
		this.site = site;
		this.request = request;
		this.json = json;
		this.errors = errors;
	}

	@Override
	public @Nullable List<ChatChunk> map(ServerEvent event) {
		if (this.over || event.data().isBlank()) {
			return List.of();
		}
		if (event.data().strip().equals("[DONE]")) {
			this.over = true;
			return List.of();
		}
		WireAnswer plain = PlainAnswer.readChunk(this.json, event.data());
		if (plain != null) {
			return map(plain);
		}
		JsonNode body = parsed(event.data());
		return (body != null && body.isObject()) ? map(body) : null;
	}

	@Override
	public List<ChatChunk> end() {
		if (!this.finished && !(this.over && this.content)) {
			throw this.over
					? this.site.failure(ErrorType.INVALID_RESPONSE,
							"ended its stream without content; try again or ask another provider")
					: this.site.failure(ErrorType.CONNECTION,
							"cut its stream before the answer was complete; try again or ask another provider");
		}
		List<ChatChunk> chunks = new ArrayList<>(2);
		if (this.usage != null) {
			chunks.add(new ChatChunk.Usage(this.usage));
		}
		if (!this.finished) {
			chunks.add(new ChatChunk.Finish(FinishReason.UNKNOWN, null, 0));
		}
		return chunks;
	}

	@Override
	public @Nullable TokenUsage usage() {
		return this.usage;
	}

	@Override
	public boolean isOver() {
		return this.over;
	}

	private @Nullable JsonNode parsed(String data) {
		try {
			return this.json.readTree(data);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private List<ChatChunk> map(JsonNode body) {
		if (OpenAiResponseMapper.isError(body)) {
			throw this.errors.inBand(this.site, body, this.request);
		}
		return map(WireAnswer.readChunk(body));
	}

	private List<ChatChunk> map(WireAnswer chunk) {
		this.usage = (chunk.usage() != null) ? chunk.usage() : this.usage;
		WireAnswer.Choice choice = chunk.choice();
		if (choice == null) {
			return List.of();
		}
		List<ChatChunk> chunks = new ArrayList<>(2);
		addStart(chunk, chunks);
		addContent(choice.message(), chunks);
		addFinish(choice, chunks);
		return chunks;
	}

	private void addStart(WireAnswer chunk, List<ChatChunk> chunks) {
		if (!this.started) {
			this.started = true;
			chunks.add(new ChatChunk.Start(this.site.provider(), chunk.id(), chunk.model()));
		}
	}

	private void addContent(WireMessage delta, List<ChatChunk> chunks) {
		int before = chunks.size();
		if (!delta.reasoning().isEmpty()) {
			chunks.add(new ChatChunk.ReasoningDelta(delta.reasoning(), null, null));
		}
		if (!delta.text().isEmpty()) {
			chunks.add(new ChatChunk.TextDelta(delta.text()));
		}
		if (!delta.refusal().isEmpty()) {
			this.refused = true;
			chunks.add(new ChatChunk.RefusalDelta(delta.refusal()));
		}
		for (JsonNode call : delta.toolCalls()) {
			chunks.add(toolCall(call));
		}
		this.content |= chunks.size() > before;
	}

	private ChatChunk toolCall(JsonNode call) {
		String id = WireMessage.textOrNull(call.path("id"));
		int index = index(call.path("index"), id);
		boolean first = index > this.lastCall;
		this.lastCall = Math.max(this.lastCall, index);
		JsonNode function = call.path("function");
		String arguments = WireMessage.arguments(function.path("arguments"));
		if (!first) {
			return new ChatChunk.ToolCallDelta(index, null, null, arguments, null);
		}
		String name = WireMessage.textOrNull(function.path("name"));
		return new ChatChunk.ToolCallDelta(index, (id != null) ? id : "call_" + index, name, arguments, null);
	}

	private int index(JsonNode index, @Nullable String id) {
		if (index.isIntegralNumber() && index.canConvertToInt()) {
			return index.intValue();
		}
		if (id == null) {
			return Math.max(this.lastCall, 0);
		}
		return this.calls.computeIfAbsent(id, (unknown) -> this.lastCall + 1);
	}

	private void addFinish(WireAnswer.Choice choice, List<ChatChunk> chunks) {
		String rawFinish = choice.rawFinish();
		if (rawFinish == null || this.finished) {
			return;
		}
		this.errors.checkFinish(this.site, choice, this.request);
		this.finished = true;
		chunks.add(new ChatChunk.Finish(OpenAiResponseMapper.finish(rawFinish, this.refused), rawFinish, 0));
	}

}
