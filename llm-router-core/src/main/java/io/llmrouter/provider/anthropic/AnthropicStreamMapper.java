package io.llmrouter.provider.anthropic;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Mapper of one streamed answer. Pings, citations, blocks of the provider's own tools and
 * events that are not known have no meaning here. The usage is told once, at the end.
 */
final class AnthropicStreamMapper implements StreamMapper<ServerEvent> {

	private final CallSite site;

	private final ChatRequest request;

	private final JsonMapper json;

	private final AnthropicErrors errors;

	/** Tool calls by the index of their block. */
	private final Map<Integer, Call> calls = new HashMap<>();

	private AnthropicUsage usage = AnthropicUsage.NONE;

	private boolean started;

	private boolean content;

	private boolean finished;

	private boolean over;

	AnthropicStreamMapper(CallSite site, ChatRequest request, JsonMapper json, AnthropicErrors errors) {
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
		JsonNode body = AnthropicRequestMapper.object(this.json, event.data());
		if (body == null) {
			return null;
		}
		String type = AnthropicResponseMapper.textOrNull(body.path("type"));
		List<ChatChunk> chunks = new ArrayList<>(2);
		add((type != null) ? type : String.valueOf(event.name()), body, chunks);
		return chunks;
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
		TokenUsage told = this.usage.toTokenUsage();
		if (told != null) {
			chunks.add(new ChatChunk.Usage(told));
		}
		if (!this.finished) {
			chunks.add(new ChatChunk.Finish(FinishReason.UNKNOWN, null, 0));
		}
		return chunks;
	}

	/**
	 * Return the usage so far. The output that the beginning tells is a placeholder until
	 * the end corrects it.
	 * @return the usage so far
	 */
	@Override
	public @Nullable TokenUsage usage() {
		return (this.finished ? this.usage : this.usage.withoutOutput()).toTokenUsage();
	}

	@Override
	public boolean isOver() {
		return this.over;
	}

	private void add(String type, JsonNode body, List<ChatChunk> chunks) {
		switch (type) {
			case "message_start" -> addStart(body.path("message"), chunks);
			case "content_block_start" -> addBlock(body.path("index").asInt(0), body.path("content_block"), chunks);
			case "content_block_delta" -> addDelta(body.path("index").asInt(0), body.path("delta"), chunks);
			case "content_block_stop" -> addBlockEnd(body.path("index").asInt(0), chunks);
			case "message_delta" -> addEnd(body, chunks);
			case "message_stop" -> {
				this.over = true;
			}
			default -> {
				if (type.equals("error") || AnthropicResponseMapper.isError(body)) {
					throw this.errors.inBand(this.site, body, this.request);
				}
			}
		}
	}

	private void addStart(JsonNode message, List<ChatChunk> chunks) {
		this.usage = this.usage.with(message.path("usage"));
		if (!this.started) {
			this.started = true;
			chunks.add(new ChatChunk.Start(this.site.provider(), AnthropicResponseMapper.textOrNull(message.path("id")),
					AnthropicResponseMapper.textOrNull(message.path("model"))));
		}
	}

	private void addBlock(int index, JsonNode block, List<ChatChunk> chunks) {
		switch (AnthropicResponseMapper.text(block.path("type"))) {
			case "text" -> addText(block, chunks);
			case "thinking" -> addThinking(block, chunks);
			case "redacted_thinking" -> addContent(
					new ChatChunk.ReasoningDelta("", null, AnthropicResponseMapper.text(block.path("data"))), chunks);
			case "tool_use" -> addCall(index, block, chunks);
			default -> {
				// A block that is not known has no meaning here.
			}
		}
	}

	private void addDelta(int index, JsonNode delta, List<ChatChunk> chunks) {
		switch (AnthropicResponseMapper.text(delta.path("type"))) {
			case "text_delta" -> addText(delta, chunks);
			case "thinking_delta", "signature_delta" -> addThinking(delta, chunks);
			case "input_json_delta" -> addArguments(index, delta.path("partial_json"), chunks);
			default -> {
				// Citations, and what is not known.
			}
		}
	}

	private void addText(JsonNode holder, List<ChatChunk> chunks) {
		String text = AnthropicResponseMapper.text(holder.path("text"));
		if (!text.isEmpty()) {
			addContent(new ChatChunk.TextDelta(text), chunks);
		}
	}

	private void addThinking(JsonNode holder, List<ChatChunk> chunks) {
		String thinking = AnthropicResponseMapper.text(holder.path("thinking"));
		String signature = AnthropicResponseMapper.textOrNull(holder.path("signature"));
		if (!thinking.isEmpty() || signature != null) {
			addContent(new ChatChunk.ReasoningDelta(thinking, signature, null), chunks);
		}
	}

	private void addCall(int index, JsonNode block, List<ChatChunk> chunks) {
		Call call = new Call(this.calls.size());
		this.calls.put(index, call);
		String id = AnthropicResponseMapper.textOrNull(block.path("id"));
		addContent(new ChatChunk.ToolCallDelta(call.position, (id != null) ? id : "call_" + call.position,
				AnthropicResponseMapper.text(block.path("name")), "", null), chunks);
		call.input = block.path("input").isObject() ? block.path("input").toString() : "{}";
	}

	private void addArguments(int index, JsonNode fragment, List<ChatChunk> chunks) {
		Call call = this.calls.get(index);
		String arguments = AnthropicResponseMapper.text(fragment);
		if (call != null && !arguments.isEmpty()) {
			call.input = null;
			addContent(new ChatChunk.ToolCallDelta(call.position, null, null, arguments, null), chunks);
		}
	}

	/**
	 * A call without fragments has the input with which its block began, mostly none.
	 * @param index the index of the block
	 * @param chunks where to add
	 */
	private void addBlockEnd(int index, List<ChatChunk> chunks) {
		Call call = this.calls.get(index);
		if (call != null && call.input != null) {
			addContent(new ChatChunk.ToolCallDelta(call.position, null, null, call.input, null), chunks);
			call.input = null;
		}
	}

	private void addContent(ChatChunk chunk, List<ChatChunk> chunks) {
		this.content = true;
		if (!this.started) {
			this.started = true;
			chunks.add(new ChatChunk.Start(this.site.provider(), null, null));
		}
		chunks.add(chunk);
	}

	private void addEnd(JsonNode body, List<ChatChunk> chunks) {
		this.usage = this.usage.with(body.path("usage"));
		String rawFinish = AnthropicResponseMapper.textOrNull(body.path("delta").path("stop_reason"));
		if (rawFinish == null || this.finished) {
			return;
		}
		String refusal = AnthropicResponseMapper.refusal(body.path("delta"));
		if (!refusal.isEmpty()) {
			addContent(new ChatChunk.RefusalDelta(refusal), chunks);
		}
		this.finished = true;
		chunks.add(new ChatChunk.Finish(AnthropicFinish.of(rawFinish), rawFinish, 0));
	}

	/**
	 * Tool call whose arguments are coming.
	 */
	private static final class Call {

		private final int position;

		/** Input that no fragment has replaced yet, or {@code null}. */
		private @Nullable String input;

		Call(int position) {
			this.position = position;
		}

	}

}
