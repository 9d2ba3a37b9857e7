package io.llmrouter.provider.ollama;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.ServerEvent;
import io.llmrouter.provider.http.StreamMapper;
import io.llmrouter.provider.wire.WireJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Mapper of one streamed answer. The line that is done ends it and carries its usage.
 */
final class OllamaStreamMapper implements StreamMapper<ServerEvent> {

	private final CallSite site;

	private final ChatRequest request;

	private final JsonMapper json;

	private final OllamaErrors errors;

	private int calls;

	private boolean started;

	private boolean content;

	private boolean over;

	OllamaStreamMapper(CallSite site, ChatRequest request, JsonMapper json, OllamaErrors errors) {
		this.site = site;
		this.request = request;
		this.json = json;
		this.errors = errors;
	}

	@Override
	public @Nullable List<ChatChunk> map(ServerEvent event) {
		if (this.over) {
			return List.of();
		}
		JsonNode body = WireJson.parsed(this.json, event.data());
		return (body != null && body.isObject()) ? map(body) : null;
	}

	@Override
	public List<ChatChunk> end() {
		if (!this.over) {
			throw this.site.failure(ErrorType.CONNECTION,
					"cut its stream before the answer was complete; try again or ask another provider");
		}
		return List.of();
	}

	@Override
	public @Nullable TokenUsage usage() {
		return null;
	}

	@Override
	public boolean isOver() {
		return this.over;
	}

	private List<ChatChunk> map(JsonNode body) {
		if (OllamaMessage.isError(body)) {
			throw this.errors.inBand(this.site, body, this.request);
		}
		OllamaMessage message = OllamaMessage.read(body);
		List<ChatChunk> chunks = new ArrayList<>(2);
		addStart(message, chunks);
		addContent(message, chunks);
		if (message.done()) {
			addEnd(message, chunks);
		}
		return chunks;
	}

	private void addStart(OllamaMessage message, List<ChatChunk> chunks) {
		if (!this.started) {
			this.started = true;
			chunks.add(new ChatChunk.Start(this.site.provider(), null, message.model()));
		}
	}

	private void addContent(OllamaMessage message, List<ChatChunk> chunks) {
		int before = chunks.size();
		if (!message.thinking().isEmpty()) {
			chunks.add(new ChatChunk.ReasoningDelta(message.thinking(), null, null));
		}
		if (!message.text().isEmpty()) {
			chunks.add(new ChatChunk.TextDelta(message.text()));
		}
		for (ToolCall call : message.calls(this.calls)) {
			chunks.add(new ChatChunk.ToolCallDelta(this.calls, call.id(), call.name(), call.arguments(), null));
			this.calls++;
		}
		this.content |= chunks.size() > before;
	}

	private void addEnd(OllamaMessage message, List<ChatChunk> chunks) {
		message.checkFinish(this.site);
		if (!this.content && message.doneReason() == null) {
			throw this.site.failure(ErrorType.INVALID_RESPONSE,
					"ended its stream without content; try again or ask another provider");
		}
		this.over = true;
		if (message.usage() != null) {
			chunks.add(new ChatChunk.Usage(message.usage()));
		}
		chunks
			.add(new ChatChunk.Finish(OllamaFinish.of(message.doneReason(), this.calls > 0), message.doneReason(), 0));
	}

}
