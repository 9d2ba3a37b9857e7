package io.llmrouter.provider.gemini;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.ToolCall;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Answer of the protocol, which is also every event of a stream.
 *
 * @param id the id of the answer, or {@code null}
 * @param model the model that answered, or {@code null}
 * @param candidate the first candidate, or a missing node
 * @param blockReason why the prompt was blocked, a missing node where it was not
 * @param usage the usage, or a missing node
 */
record WireAnswer(@Nullable String id, @Nullable String model, JsonNode candidate, JsonNode blockReason,
		JsonNode usage) {

	private static final int MAX_ID_LENGTH = 28;

	static WireAnswer read(JsonNode body) {
		return new WireAnswer(textOrNull(body.path("responseId")), textOrNull(body.path("modelVersion")),
				candidate(body.path("candidates")), body.path("promptFeedback").path("blockReason"),
				body.path("usageMetadata"));
	}

	static boolean isError(JsonNode body) {
		JsonNode error = body.path("error");
		return error.isObject() || error.isString();
	}

	boolean isBlocked() {
		return !this.candidate.isObject() && this.blockReason.isString();
	}

	@Nullable String rawFinish() {
		return textOrNull(this.candidate.path("finishReason"));
	}

	/**
	 * Read the parts of the candidate that have a meaning here, in their order.
	 * @param earlierCalls how many tool calls came in earlier events of the same answer
	 * @param answerId the id of the answer, or {@code null}
	 * @return the parts
	 */
	List<ContentPart> content(int earlierCalls, @Nullable String answerId) {
		List<ContentPart> content = new ArrayList<>();
		int calls = earlierCalls;
		for (JsonNode part : this.candidate.path("content").path("parts")) {
			String signature = textOrNull(part.path("thoughtSignature"));
			String text = text(part.path("text"));
			if (part.path("functionCall").isObject()) {
				content.add(toolCall(part.path("functionCall"), signature, callId(answerId, calls++)));
			}
			else if (part.path("thought").asBoolean(false)) {
				addReasoning(content, text);
			}
			else if (!text.isEmpty()) {
				content.add(new ContentPart.Text(text));
			}
		}
		return content;
	}

	/**
	 * Add thoughts without their signature. Gemini needs only those of tool calls back,
	 * and another provider would take a foreign one for its own and refuse it.
	 * @param content where to add
	 * @param text the thoughts
	 */
	private static void addReasoning(List<ContentPart> content, String text) {
		if (!text.isEmpty()) {
			content.add(new ContentPart.Reasoning(text, null, null));
		}
	}

	private static ToolCall toolCall(JsonNode call, @Nullable String signature, String madeUpId) {
		String id = textOrNull(call.path("id"));
		JsonNode arguments = call.path("args");
		return new ToolCall((id != null) ? id : madeUpId, text(call.path("name")),
				arguments.isObject() ? arguments.toString() : "{}", signature);
	}

	/**
	 * Make up the id of a call, for models that give none. The id of the answer keeps the
	 * calls of a conversation apart; 40 characters are the most that OpenAI takes should
	 * the conversation go on there.
	 * @param answerId the id of the answer, or {@code null}
	 * @param index the position of the call in the answer
	 * @return the id
	 */
	private static String callId(@Nullable String answerId, int index) {
		boolean usable = answerId != null && answerId.length() <= MAX_ID_LENGTH && answerId.matches("[A-Za-z0-9_-]+");
		return usable ? "call_" + answerId + "_" + index : "call_" + index;
	}

	private static JsonNode candidate(JsonNode candidates) {
		for (JsonNode candidate : candidates) {
			if (candidate.path("index").asInt(0) == 0) {
				return candidate;
			}
		}
		return candidates.path(candidates.size());
	}

	private static String text(JsonNode node) {
		return node.isString() ? node.stringValue() : "";
	}

	private static @Nullable String textOrNull(JsonNode node) {
		String text = text(node);
		return text.isBlank() ? null : text;
	}

	@Override
	public String toString() {
		return "WireAnswer[" + this.id + ", " + this.model + "]";
	}

}
