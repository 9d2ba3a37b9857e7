package io.llmrouter.provider.ollama;

import java.util.Base64;
import java.util.List;

import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.MediaSource;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolResult;
import io.llmrouter.provider.Capability;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.wire.Refusals;
import io.llmrouter.provider.wire.WireJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Mapper of messages and their parts. The protocol has one text and one list of pictures
 * a message, so that the texts of a message are joined.
 */
final class OllamaContentMapper {

	private final CallSite site;

	private final JsonMapper json;

	OllamaContentMapper(CallSite site, JsonMapper json) {
		this.site = site;
		this.json = json;
	}

	void add(ArrayNode messages, Message message) {
		switch (message.role()) {
			case SYSTEM -> addContent(messages.addObject().put("role", "system"), message.content(), false);
			case USER -> addContent(messages.addObject().put("role", "user"), message.content(), true);
			case ASSISTANT -> addAssistant(messages.addObject().put("role", "assistant"), message);
			case TOOL -> message.content().forEach((part) -> addToolResult(messages, part));
		}
	}

	private void addContent(ObjectNode target, List<ContentPart> parts, boolean media) {
		StringBuilder text = new StringBuilder();
		ArrayNode images = target.arrayNode();
		for (ContentPart part : parts) {
			if (part instanceof ContentPart.Text more) {
				text.append(more.text());
			}
			else if (media && part instanceof ContentPart.Image image) {
				images.add(base64(image.source()));
			}
			else {
				throw Refusals.misplaced(this.site, part);
			}
		}
		target.put("content", text.toString());
		if (!images.isEmpty()) {
			target.set("images", images);
		}
	}

	private void addAssistant(ObjectNode target, Message message) {
		StringBuilder text = new StringBuilder();
		StringBuilder thinking = new StringBuilder();
		ArrayNode calls = target.arrayNode();
		for (ContentPart part : message.content()) {
			if (part instanceof ContentPart.Text more) {
				text.append(more.text());
			}
			else if (part instanceof ContentPart.Refusal refusal) {
				text.append(refusal.text());
			}
			else if (part instanceof ContentPart.Reasoning reasoning) {
				thinking.append(isForeign(reasoning) ? "" : reasoning.text());
			}
			else if (part instanceof ToolCall call) {
				addToolCall(calls.addObject(), call);
			}
			else {
				throw Refusals.misplaced(this.site, part);
			}
		}
		target.put("content", text.toString());
		if (!thinking.isEmpty()) {
			target.put("thinking", thinking.toString());
		}
		if (!calls.isEmpty()) {
			target.set("tool_calls", calls);
		}
	}

	/**
	 * Thoughts that a provider signed or encrypted are meant for that provider only.
	 * @param reasoning the thoughts
	 * @return whether they are from elsewhere
	 */
	private static boolean isForeign(ContentPart.Reasoning reasoning) {
		return reasoning.signature() != null || reasoning.redacted() != null;
	}

	private void addToolCall(ObjectNode target, ToolCall call) {
		JsonNode arguments = WireJson.parsed(this.json, call.arguments().isBlank() ? "{}" : call.arguments());
		if (arguments == null || !arguments.isObject()) {
			throw this.site.failure(ErrorType.INVALID_REQUEST, "was not asked: the arguments of a call of tool '"
					+ call.name() + "' are no JSON object, which this provider needs; leave the call out");
		}
		ObjectNode function = target.put("id", call.id()).putObject("function").put("name", call.name());
		function.set("arguments", arguments);
	}

	private void addToolResult(ArrayNode messages, ContentPart part) {
		if (!(part instanceof ToolResult result)) {
			throw Refusals.misplaced(this.site, part);
		}
		ObjectNode target = messages.addObject().put("role", "tool").put("tool_name", result.toolName());
		addContent(target.put("tool_call_id", result.toolCallId()), result.content(), false);
	}

	private String base64(MediaSource source) {
		if (source instanceof MediaSource.Bytes bytes) {
			return Base64.getEncoder().encodeToString(bytes.bytes());
		}
		throw this.site.unsupported(Capability.IMAGE_URL, OllamaRequestMapper.CAPABILITIES);
	}

}
