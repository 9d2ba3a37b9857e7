package io.llmrouter.provider.ollama;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.chat.TokenUsage;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.wire.WireJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Object of the protocol: a whole answer, or one line of a stream, which look alike.
 *
 * @param model the model, or {@code null}
 * @param text the text, possibly empty
 * @param thinking the thoughts, possibly empty
 * @param toolCalls the array of tool calls, or a missing node
 * @param done whether nothing more will come
 * @param doneReason why, or {@code null}
 * @param usage the tokens used, or {@code null} where they are not told
 */
record OllamaMessage(@Nullable String model, String text, String thinking, JsonNode toolCalls, boolean done,
		@Nullable String doneReason, @Nullable TokenUsage usage) {

	static OllamaMessage read(JsonNode body) {
		JsonNode message = body.path("message");
		return new OllamaMessage(textOrNull(body.path("model")), text(message.path("content")),
				text(message.path("thinking")), message.path("tool_calls"), body.path("done").asBoolean(false),
				textOrNull(body.path("done_reason")), usage(body));
	}

	static boolean isError(JsonNode body) {
		JsonNode error = body.path("error");
		return error.isString() || error.isObject();
	}

	/**
	 * Return the tool calls.
	 * @param first the position of the first one within the answer
	 * @return the calls, those without an id with one made up from their position
	 */
	List<ToolCall> calls(int first) {
		List<ToolCall> calls = new ArrayList<>();
		for (JsonNode call : this.toolCalls) {
			JsonNode function = call.path("function");
			String id = textOrNull(call.path("id"));
			calls.add(new ToolCall((id != null) ? id : "call_" + (first + calls.size()), text(function.path("name")),
					arguments(function.path("arguments")), null));
		}
		return calls;
	}

	void checkFinish(CallSite site) {
		ErrorType failure = OllamaFinish.failure(this.doneReason);
		if (failure != null) {
			throw site.failure(failure, "ended with reason '" + this.doneReason + "' instead of an answer; try again");
		}
	}

	private static @Nullable TokenUsage usage(JsonNode body) {
		Long input = WireJson.count(body.path("prompt_eval_count"));
		Long output = WireJson.count(body.path("eval_count"));
		if (input == null && output == null) {
			return null;
		}
		return new TokenUsage(input, output, null, null, null, false, null);
	}

	private static String arguments(JsonNode arguments) {
		if (arguments.isObject() || arguments.isArray()) {
			return arguments.toString();
		}
		String text = text(arguments);
		return text.isBlank() ? "{}" : text;
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
		return "OllamaMessage[" + this.text.length() + " characters, " + this.toolCalls.size() + " tool calls]";
	}

}
