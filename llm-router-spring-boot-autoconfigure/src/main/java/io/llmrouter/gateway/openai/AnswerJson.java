package io.llmrouter.gateway.openai;

import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What whole and streamed answers write alike. Thread-safe.
 */
final class AnswerJson {

	private final JsonMapper json;

	private final ObjectWriter plain;

	/** Half a surrogate pair can be written as an escape only. */
	private final ObjectWriter escaping;

	AnswerJson(JsonMapper json) {
		this.json = json;
		this.plain = json.writer();
		this.escaping = json.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);
	}

	ObjectNode object() {
		return this.json.createObjectNode();
	}

	/**
	 * Write a value.
	 * @param value the value
	 * @return the JSON in UTF-8
	 */
	byte[] bytes(Object value) {
		try {
			return this.plain.writeValueAsBytes(value);
		}
		catch (JacksonException ex) {
			return this.escaping.writeValueAsBytes(value);
		}
	}

	/**
	 * Return OpenAI's word for a reason to finish. An answer that is cut for a reason
	 * that OpenAI does not know counts as cut by its length.
	 * @param reason the reason
	 * @param refused whether the model said why it declined
	 * @param tools whether the answer calls tools
	 * @return the word
	 */
	static String finishReason(FinishReason reason, boolean refused, boolean tools) {
		return switch (reason) {
			case STOP -> "stop";
			case LENGTH, CONTEXT_WINDOW, PAUSE -> "length";
			case TOOL_CALLS -> "tool_calls";
			case CONTENT_FILTER -> "content_filter";
			case REFUSAL -> refused ? "stop" : "content_filter";
			default -> tools ? "tool_calls" : "stop";
		};
	}

	/**
	 * Write the tokens used. What is unknown is left out.
	 * @param target the object that gets the usage
	 * @param usage the tokens, or {@code null} where they are unknown
	 */
	static void writeUsage(ObjectNode target, @Nullable TokenUsage usage) {
		if (usage == null) {
			return;
		}
		ObjectNode counts = target.putObject("usage");
		put(counts, "prompt_tokens", usage.inputTokens());
		put(counts, "completion_tokens", usage.outputTokens());
		put(counts, "total_tokens", usage.totalTokens());
		if (usage.cacheReadTokens() != null || usage.cacheWriteTokens() != null) {
			ObjectNode details = counts.putObject("prompt_tokens_details");
			put(details, "cached_tokens", usage.cacheReadTokens());
			put(details, "cache_write_tokens", usage.cacheWriteTokens());
		}
		if (usage.reasoningTokens() != null) {
			put(counts.putObject("completion_tokens_details"), "reasoning_tokens", usage.reasoningTokens());
		}
	}

	private static void put(ObjectNode target, String field, @Nullable Long count) {
		if (count != null) {
			target.put(field, count);
		}
	}

	static ObjectNode writeToolCall(ObjectNode target, @Nullable String id, @Nullable String name, String arguments,
			@Nullable String signature) {
		if (id != null) {
			target.put("id", id).put("type", "function");
		}
		ObjectNode function = target.putObject("function");
		if (name != null) {
			function.put("name", name);
		}
		function.put("arguments", arguments);
		ReasoningJson.writeSignature(target, signature);
		return target;
	}

}
