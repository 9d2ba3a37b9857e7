package io.llmrouter.provider.contract;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.chat.ToolCall;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an answer says, whole or in pieces, in the form of the recorded
 * {@code expected.json}.
 */
final class Folded {

	private final StringBuilder text = new StringBuilder();

	private final StringBuilder reasoning = new StringBuilder();

	private final StringBuilder refusal = new StringBuilder();

	private final Map<Integer, Call> calls = new TreeMap<>();

	private final ObjectNode json = JsonMapper.shared().createObjectNode();

	private Folded() {
	}

	static ObjectNode of(ChatResponse response) {
		Folded folded = new Folded();
		folded.start(response.id(), response.model());
		for (ContentPart part : response.content()) {
			folded.add(part);
		}
		folded.finish(response.finishReason(), response.rawFinishReason(), response.usage());
		return folded.read();
	}

	static ObjectNode of(List<ChatChunk> chunks) {
		Folded folded = new Folded();
		FinishReason reason = null;
		String raw = null;
		TokenUsage usage = null;
		for (ChatChunk chunk : chunks) {
			folded.add(chunk);
			if (chunk instanceof ChatChunk.Finish finish) {
				reason = finish.reason();
				raw = finish.rawReason();
			}
			else if (chunk instanceof ChatChunk.Usage told) {
				usage = told.usage();
			}
		}
		folded.finish(reason, raw, usage);
		return folded.read();
	}

	/**
	 * Return what counts whoever answers: everything but names, words and details of one
	 * wire.
	 * @param folded an answer
	 * @return the part of it
	 */
	static ObjectNode neutral(ObjectNode folded) {
		ObjectNode neutral = folded.deepCopy();
		neutral.remove(List.of("id", "model", "raw", "signatures"));
		neutral.path("toolCalls").forEach((call) -> ((ObjectNode) call).remove("id"));
		if (neutral.path("usage") instanceof ObjectNode usage) {
			usage.retain("input", "output");
		}
		return neutral;
	}

	// Written and read again, so that numbers are of the same type as those of a file.
	private ObjectNode read() {
		return (ObjectNode) JsonMapper.shared().readTree(this.json.toString());
	}

	private void start(@Nullable String id, @Nullable String model) {
		put("id", id);
		put("model", model);
	}

	private void add(ContentPart part) {
		if (part instanceof ContentPart.Text said) {
			this.text.append(said.text());
		}
		else if (part instanceof ContentPart.Refusal said) {
			this.refusal.append(said.text());
		}
		else if (part instanceof ContentPart.Reasoning thought) {
			this.reasoning.append(thought.text());
			sign(thought.signature());
		}
		else if (part instanceof ToolCall call) {
			call(this.calls.size(), call.id(), call.name(), call.arguments());
			sign(call.signature());
		}
	}

	private void add(ChatChunk chunk) {
		if (chunk instanceof ChatChunk.Start start) {
			start(start.id(), start.model());
		}
		else if (chunk instanceof ChatChunk.TextDelta said) {
			this.text.append(said.text());
		}
		else if (chunk instanceof ChatChunk.RefusalDelta said) {
			this.refusal.append(said.refusal());
		}
		else if (chunk instanceof ChatChunk.ReasoningDelta thought) {
			this.reasoning.append(thought.reasoning());
			sign(thought.signature());
		}
		else if (chunk instanceof ChatChunk.ToolCallDelta call) {
			call(call.index(), call.id(), call.name(), call.arguments());
			sign(call.signature());
		}
	}

	private void call(int index, @Nullable String id, @Nullable String name, String arguments) {
		Call call = this.calls.computeIfAbsent(index, (unknown) -> new Call());
		call.id = (id != null) ? id : call.id;
		call.name = (name != null) ? name : call.name;
		call.arguments.append(arguments);
	}

	private void sign(@Nullable String signature) {
		if (signature != null) {
			this.json.withArray("signatures").add(signature);
		}
	}

	private void finish(@Nullable FinishReason reason, @Nullable String raw, @Nullable TokenUsage usage) {
		put("reasoning", this.reasoning.toString());
		put("text", this.text.toString());
		put("refusal", this.refusal.toString());
		for (Call call : this.calls.values()) {
			ObjectNode target = this.json.withArray("toolCalls").addObject();
			target.put("id", call.id).put("name", call.name);
			target.set("arguments", JsonMapper.shared().readTree(call.arguments.toString()));
		}
		put("finish", (reason != null) ? reason.name() : null);
		put("raw", raw);
		if (usage != null) {
			usage(usage);
		}
	}

	private void usage(TokenUsage usage) {
		ObjectNode target = this.json.putObject("usage");
		put(target, "input", usage.inputTokens());
		put(target, "output", usage.outputTokens());
		put(target, "cacheRead", usage.cacheReadTokens());
		put(target, "cacheWrite", usage.cacheWriteTokens());
		put(target, "reasoning", usage.reasoningTokens());
	}

	private void put(String field, @Nullable String value) {
		if (value != null && !value.isEmpty()) {
			this.json.put(field, value);
		}
	}

	private static void put(ObjectNode target, String field, @Nullable Long value) {
		if (value != null) {
			target.put(field, value);
		}
	}

	/**
	 * Tool call whose pieces are collected.
	 */
	private static final class Call {

		private @Nullable String id;

		private @Nullable String name;

		private final StringBuilder arguments = new StringBuilder();

	}

}
