package io.llmrouter.provider.anthropic;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;

import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.MediaSource;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolResult;
import io.llmrouter.provider.Capability;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.MediaTypes;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.wire.Refusals;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Mapper of messages and their parts. The protocol knows two roles that take turns:
 * instructions stand beside the messages, tool results in the user's, and neighbours of
 * one role are one message. Blank texts are left out, as the protocol refuses them.
 */
final class AnthropicContentMapper {

	private static final String TYPE = "anthropic";

	private static final Set<String> IMAGE_TYPES = MediaTypes.of(TYPE, Capability.IMAGE_BYTES);

	private static final Set<String> DOCUMENT_TYPES = MediaTypes.of(TYPE, Capability.DOCUMENT_BYTES);

	private static final String PLAIN_TEXT = "text/plain";

	private final CallSite site;

	private final JsonMapper json;

	AnthropicContentMapper(CallSite site, JsonMapper json) {
		this.site = site;
		this.json = json;
	}

	void add(ObjectNode body, List<Message> messages) {
		ArrayNode system = body.arrayNode();
		ArrayNode target = body.arrayNode();
		for (Message message : messages) {
			ArrayNode content = (message.role() == Message.Role.SYSTEM) ? system : body.arrayNode();
			message.content().forEach((part) -> addPart(content, message.role(), part));
			if (content != system && !content.isEmpty()) {
				addTurn(target, (message.role() == Message.Role.ASSISTANT) ? "assistant" : "user", content);
			}
		}
		if (target.isEmpty()) {
			throw this.site.failure(ErrorType.INVALID_REQUEST,
					"was not asked: the request has instructions only; add a message of the user");
		}
		if (!system.isEmpty()) {
			body.set("system", system);
		}
		body.set("messages", target);
	}

	private static void addTurn(ArrayNode messages, String role, ArrayNode content) {
		JsonNode last = messages.path(messages.size() - 1);
		if (role.equals(last.path("role").asString(""))) {
			((ArrayNode) last.path("content")).addAll(content);
		}
		else {
			messages.addObject().put("role", role).set("content", content);
		}
	}

	private void addPart(ArrayNode content, Message.Role role, ContentPart part) {
		if (part instanceof ContentPart.Text text && role != Message.Role.TOOL) {
			addText(content, text.text());
			return;
		}
		switch (role) {
			case USER -> addMedia(content, part);
			case ASSISTANT -> addAnswer(content, part);
			case TOOL -> addToolResult(content, part);
			case SYSTEM -> throw Refusals.misplaced(this.site, part);
		}
	}

	private static void addText(ArrayNode content, String text) {
		if (!text.isBlank()) {
			content.addObject().put("type", "text").put("text", text);
		}
	}

	private void addMedia(ArrayNode content, ContentPart part) {
		if (part instanceof ContentPart.Image image) {
			addImage(content.addObject().put("type", "image").putObject("source"), image.source());
		}
		else if (part instanceof ContentPart.Document document) {
			ObjectNode target = content.addObject().put("type", "document");
			addDocument(target.putObject("source"), document.source());
			if (document.fileName() != null) {
				target.put("title", document.fileName());
			}
		}
		else {
			throw Refusals.misplaced(this.site, part);
		}
	}

	private void addImage(ObjectNode target, MediaSource source) {
		if (source instanceof MediaSource.Bytes bytes && !IMAGE_TYPES.contains(bytes.mediaType())) {
			throw Refusals.media(this.site, TYPE, Capability.IMAGE_BYTES, bytes.mediaType());
		}
		addSource(target, source);
	}

	private void addDocument(ObjectNode target, MediaSource source) {
		if (source instanceof MediaSource.Bytes bytes && bytes.mediaType().equals(PLAIN_TEXT)) {
			target.put("type", "text").put("media_type", PLAIN_TEXT);
			target.put("data", new String(bytes.bytes(), StandardCharsets.UTF_8));
			return;
		}
		if (source instanceof MediaSource.Bytes bytes && !DOCUMENT_TYPES.contains(bytes.mediaType())) {
			throw Refusals.media(this.site, TYPE, Capability.DOCUMENT_BYTES, bytes.mediaType());
		}
		addSource(target, source);
	}

	private static void addSource(ObjectNode target, MediaSource source) {
		if (source instanceof MediaSource.Url url) {
			target.put("type", "url").put("url", url.uri().toString());
		}
		else if (source instanceof MediaSource.Bytes bytes) {
			target.put("type", "base64").put("media_type", bytes.mediaType());
			target.put("data", Base64.getEncoder().encodeToString(bytes.bytes()));
		}
	}

	private void addAnswer(ArrayNode content, ContentPart part) {
		if (part instanceof ContentPart.Refusal refusal) {
			addText(content, refusal.text());
		}
		else if (part instanceof ToolCall call) {
			content.addObject()
				.put("type", "tool_use")
				.put("id", toolCallId(call.id()))
				.put("name", call.name())
				.set("input", arguments(call));
		}
		else if (part instanceof ContentPart.Reasoning reasoning) {
			addReasoning(content, reasoning);
		}
		else {
			throw Refusals.misplaced(this.site, part);
		}
	}

	private static void addReasoning(ArrayNode content, ContentPart.Reasoning reasoning) {
		if (reasoning.redacted() != null) {
			content.addObject().put("type", "redacted_thinking").put("data", reasoning.redacted());
		}
		else if (reasoning.signature() != null) {
			content.addObject()
				.put("type", "thinking")
				.put("thinking", reasoning.text())
				.put("signature", reasoning.signature());
		}
	}

	private JsonNode arguments(ToolCall call) {
		if (call.arguments().isBlank()) {
			return this.json.createObjectNode();
		}
		JsonNode arguments = AnthropicRequestMapper.object(this.json, call.arguments());
		if (arguments == null) {
			throw this.site.failure(ErrorType.INVALID_REQUEST,
					"was not asked: the arguments of a call of tool '" + call.name() + "' must be a JSON object");
		}
		return arguments;
	}

	private void addToolResult(ArrayNode content, ContentPart part) {
		if (!(part instanceof ToolResult result)) {
			throw Refusals.misplaced(this.site, part);
		}
		ObjectNode target = content.addObject().put("type", "tool_result");
		target.put("tool_use_id", toolCallId(result.toolCallId()));
		ArrayNode answer = target.arrayNode();
		result.content().forEach((inner) -> addPart(answer, Message.Role.USER, inner));
		if (!answer.isEmpty()) {
			target.set("content", answer);
		}
		if (result.failed()) {
			target.put("is_error", true);
		}
	}

	/**
	 * Ids must be words; those of other providers may hold dots and colons.
	 * @param id the id of a call
	 * @return the id as the protocol takes it
	 */
	private static String toolCallId(String id) {
		return id.replaceAll("[^A-Za-z0-9_-]", "_");
	}

}
