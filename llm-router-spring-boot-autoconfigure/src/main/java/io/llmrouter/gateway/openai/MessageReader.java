package io.llmrouter.gateway.openai;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolResult;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reader of the messages of one request. Thoughts are read as this endpoint writes them,
 * so that an answer that is sent back as it came keeps the proofs that some providers ask
 * for.
 */
final class MessageReader {

	/** Names of the tools by the ids of their calls, which results do not repeat. */
	private final Map<String, String> tools = new HashMap<>();

	private final List<Message> messages = new ArrayList<>();

	private final List<ToolResult> results = new ArrayList<>();

	List<Message> read(RequestObject top) {
		List<RequestObject> given = top.objects("messages");
		if (given == null) {
			throw top.missing("messages");
		}
		if (given.isEmpty()) {
			throw top.invalid("messages", "empty_array",
					"empty array. Expected an array with minimum length 1, but got an empty array instead");
		}
		for (RequestObject message : given) {
			read(message, message.requiredText("role"));
			message.end();
		}
		addResults();
		return this.messages;
	}

	private void read(RequestObject message, String role) {
		if (role.equals("tool")) {
			this.results.add(result(message));
			return;
		}
		addResults();
		Message read = switch (role) {
			case "system", "developer" -> new Message(Message.Role.SYSTEM, content(message, ContentReader::text));
			case "user" -> new Message(Message.Role.USER, content(message, ContentReader::user));
			case "assistant" -> new Message(Message.Role.ASSISTANT, assistant(message));
			default -> throw message.notOneOf("role", "system", "developer", "user", "assistant", "tool");
		};
		this.messages.add(read);
	}

	// The results of one turn are one message, as providers of other wires want it.
	private void addResults() {
		if (!this.results.isEmpty()) {
			this.messages.add(Message.tool(this.results.toArray(ToolResult[]::new)));
			this.results.clear();
		}
	}

	private ToolResult result(RequestObject message) {
		String id = message.requiredText("tool_call_id");
		String tool = this.tools.get(id);
		if (tool == null) {
			throw message.invalid("tool_call_id", "invalid_value",
					"no 'tool_calls' of a message before has this id; a message with role 'tool' must answer one");
		}
		return new ToolResult(id, tool, content(message, ContentReader::text), false);
	}

	private static List<ContentPart> content(RequestObject message, PartReader parts) {
		List<ContentPart> content = optionalContent(message, parts);
		if (content == null) {
			throw message.missing("content");
		}
		return content;
	}

	private static @Nullable List<ContentPart> optionalContent(RequestObject message, PartReader parts) {
		JsonNode content = message.get("content");
		if (content == null) {
			return null;
		}
		if (content.isString()) {
			return List.of(new ContentPart.Text(content.stringValue()));
		}
		if (!content.isArray()) {
			throw message.wrongType("content", "a string or an array of objects", content);
		}
		List<ContentPart> read = new ArrayList<>(content.size());
		List<RequestObject> objects = message.objects("content");
		for (RequestObject part : (objects != null) ? objects : List.<RequestObject>of()) {
			ContentPart value = parts.read(part, part.requiredText("type"));
			if (value != null) {
				read.add(value);
			}
			part.end();
		}
		return read;
	}

	private List<ContentPart> assistant(RequestObject message) {
		List<ContentPart> content = new ArrayList<>(ReasoningJson.read(message));
		List<ContentPart> said = optionalContent(message, ContentReader::assistant);
		if (said != null) {
			said.stream().filter((part) -> !isEmptyText(part)).forEach(content::add);
		}
		String refusal = message.text("refusal");
		if (refusal != null) {
			content.add(new ContentPart.Refusal(refusal));
		}
		List<RequestObject> calls = message.objects("tool_calls");
		for (RequestObject call : (calls != null) ? calls : List.<RequestObject>of()) {
			content.add(toolCall(call));
			call.end();
		}
		if (said == null && refusal == null && (calls == null || calls.isEmpty())) {
			throw message.missing("content");
		}
		message.ignore("annotations");
		return content;
	}

	private static boolean isEmptyText(ContentPart part) {
		return part instanceof ContentPart.Text text && text.text().isEmpty();
	}

	private ToolCall toolCall(RequestObject call) {
		String type = call.text("type");
		if (type != null && !type.equals("function")) {
			throw call.notOneOf("type", "function");
		}
		String id = call.requiredText("id");
		RequestObject function = call.requiredObject("function");
		String name = function.requiredText("name");
		ToolCall read = new ToolCall(id, name, function.requiredText("arguments"), ReasoningJson.signature(call));
		function.end();
		this.tools.put(id, name);
		return read;
	}

	/**
	 * Reader of one part of a message's content.
	 */
	@FunctionalInterface
	private interface PartReader {

		@Nullable ContentPart read(RequestObject part, String type);

	}

}
