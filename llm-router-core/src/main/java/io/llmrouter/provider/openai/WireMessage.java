package io.llmrouter.provider.openai;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Message or delta of a choice, as text whatever its shape.
 *
 * @param text the text, possibly empty
 * @param reasoning the thoughts, possibly empty
 * @param refusal the words of a refusal, possibly empty
 * @param toolCalls the array of tool calls, or a missing node
 */
record WireMessage(String text, String reasoning, String refusal, JsonNode toolCalls) {

	static WireMessage read(JsonNode message) {
		JsonNode content = message.path("content");
		String reasoning = firstText(message.path("reasoning_content"), message.path("reasoning"));
		if (!content.isArray()) {
			return new WireMessage(text(content), reasoning, text(message.path("refusal")), message.path("tool_calls"));
		}
		return new WireMessage(parts(content, "text"), reasoning + parts(content, "thinking"),
				text(message.path("refusal")), message.path("tool_calls"));
	}

	/**
	 * Join the parts of one type, as Mistral sends them.
	 * @param parts the parts
	 * @param type the type, which is also the name of the field that holds the text
	 * @return the text
	 */
	private static String parts(JsonNode parts, String type) {
		StringBuilder joined = new StringBuilder();
		for (JsonNode part : parts) {
			if (type.equals(text(part.path("type")))) {
				JsonNode value = part.path(type);
				joined.append(value.isArray() ? parts(value, "text") : text(value));
			}
		}
		return joined.toString();
	}

	private static String firstText(JsonNode first, JsonNode second) {
		String text = text(first);
		return text.isEmpty() ? text(second) : text;
	}

	static String text(JsonNode node) {
		return node.isString() ? node.stringValue() : "";
	}

	static @Nullable String textOrNull(JsonNode node) {
		String text = text(node);
		return text.isBlank() ? null : text;
	}

	/**
	 * Return the arguments of a call, which a few providers send as an object.
	 * @param arguments the arguments
	 * @return the JSON text
	 */
	static String arguments(JsonNode arguments) {
		return (arguments.isObject() || arguments.isArray()) ? arguments.toString() : text(arguments);
	}

	@Override
	public String toString() {
		return "WireMessage[" + this.text.length() + " characters, " + this.toolCalls.size() + " tool calls]";
	}

}
