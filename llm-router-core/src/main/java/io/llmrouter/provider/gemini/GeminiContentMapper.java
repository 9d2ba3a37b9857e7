package io.llmrouter.provider.gemini;

import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.MediaSource;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolResult;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.wire.Refusals;
import io.llmrouter.provider.wire.WireJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Mapper of messages and their parts. All instructions go into one
 * {@code systemInstruction}, wherever they stand; the results of one turn into one
 * content, as the protocol demands.
 */
final class GeminiContentMapper {

	/**
	 * Stands for the signature of a call that Gemini did not make (thought signatures
	 * page, seen 2026-11). Only the first call of a turn is checked: Gemini signs no
	 * other.
	 */
	private static final String NO_SIGNATURE = "skip_thought_signature_validator";

	private static final Map<String, String> MEDIA_TYPES = Map.ofEntries(Map.entry("png", "image/png"),
			Map.entry("jpg", "image/jpeg"), Map.entry("jpeg", "image/jpeg"), Map.entry("webp", "image/webp"),
			Map.entry("heic", "image/heic"), Map.entry("pdf", "application/pdf"), Map.entry("txt", "text/plain"),
			Map.entry("wav", "audio/wav"), Map.entry("mp3", "audio/mp3"), Map.entry("ogg", "audio/ogg"),
			Map.entry("flac", "audio/flac"));

	private final CallSite site;

	private final JsonMapper json;

	private final boolean signed;

	GeminiContentMapper(CallSite site, JsonMapper json, boolean signed) {
		this.site = site;
		this.json = json;
		this.signed = signed;
	}

	void addAll(ObjectNode body, List<Message> messages) {
		ArrayNode instructions = body.arrayNode();
		ArrayNode contents = body.arrayNode();
		@Nullable ArrayNode results = null;
		for (Message message : messages) {
			results = switch (message.role()) {
				case SYSTEM -> addSystem(instructions, message, results);
				case USER -> addUser(contents, message);
				case ASSISTANT -> addAssistant(contents, message);
				case TOOL -> addToolResults((results != null) ? results : parts(contents, "user"), message);
			};
		}
		if (contents.isEmpty()) {
			throw this.site.failure(ErrorType.INVALID_REQUEST,
					"was not asked: it needs a message besides instructions; add a user message");
		}
		if (!instructions.isEmpty()) {
			body.putObject("systemInstruction").set("parts", instructions);
		}
		body.set("contents", contents);
	}

	private @Nullable ArrayNode addSystem(ArrayNode instructions, Message message, @Nullable ArrayNode results) {
		for (ContentPart part : message.content()) {
			if (!(part instanceof ContentPart.Text text)) {
				throw Refusals.misplaced(this.site, part);
			}
			instructions.addObject().put("text", text.text());
		}
		return results;
	}

	private @Nullable ArrayNode addUser(ArrayNode contents, Message message) {
		ArrayNode parts = parts(contents, "user");
		for (ContentPart part : message.content()) {
			addUserPart(parts.addObject(), part);
		}
		return null;
	}

	private void addUserPart(ObjectNode target, ContentPart part) {
		if (part instanceof ContentPart.Text text) {
			target.put("text", text.text());
		}
		else if (part instanceof ContentPart.Image image) {
			addMedia(target, image.source());
		}
		else if (part instanceof ContentPart.Audio audio) {
			addMedia(target, audio.source());
		}
		else if (part instanceof ContentPart.Document document) {
			addMedia(target, document.source());
		}
		else {
			throw Refusals.misplaced(this.site, part);
		}
	}

	private static void addMedia(ObjectNode target, MediaSource source) {
		if (source instanceof MediaSource.Bytes bytes) {
			target.putObject("inlineData")
				.put("mimeType", bytes.mediaType())
				.put("data", Base64.getEncoder().encodeToString(bytes.bytes()));
		}
		else if (source instanceof MediaSource.Url url) {
			ObjectNode data = target.putObject("fileData");
			String mediaType = mediaType(url.uri());
			if (mediaType != null) {
				data.put("mimeType", mediaType);
			}
			data.put("fileUri", url.uri().toString());
		}
	}

	private static @Nullable String mediaType(URI uri) {
		String path = (uri.getPath() != null) ? uri.getPath() : "";
		return MEDIA_TYPES.get(path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
	}

	private @Nullable ArrayNode addAssistant(ArrayNode contents, Message message) {
		ArrayNode parts = contents.arrayNode();
		boolean first = true;
		for (ContentPart part : message.content()) {
			if (part instanceof ToolCall call) {
				addToolCall(parts.addObject(), call, first);
				first = false;
			}
			else if (part instanceof ContentPart.Text text && !text.text().isEmpty()) {
				parts.addObject().put("text", text.text());
			}
			else if (part instanceof ContentPart.Refusal refusal) {
				parts.addObject().put("text", refusal.text());
			}
			else if (!(part instanceof ContentPart.Reasoning) && !(part instanceof ContentPart.Text)) {
				throw Refusals.misplaced(this.site, part);
			}
		}
		// A content without parts is refused.
		if (!parts.isEmpty()) {
			contents.addObject().put("role", "model").set("parts", parts);
		}
		return null;
	}

	private void addToolCall(ObjectNode target, ToolCall call, boolean first) {
		ObjectNode function = target.putObject("functionCall").put("id", call.id()).put("name", call.name());
		function.set("args", arguments(call));
		if (call.signature() != null) {
			target.put("thoughtSignature", call.signature());
		}
		else if (first && this.signed) {
			target.put("thoughtSignature", NO_SIGNATURE);
		}
	}

	private JsonNode arguments(ToolCall call) {
		if (call.arguments().isBlank()) {
			return this.json.createObjectNode();
		}
		JsonNode arguments = WireJson.parsed(this.json, call.arguments());
		if (arguments == null || !arguments.isObject()) {
			throw this.site.failure(ErrorType.INVALID_REQUEST,
					"was not asked: the arguments of an earlier call of tool '" + call.name()
							+ "' are not a JSON object; leave that call out");
		}
		return arguments;
	}

	private ArrayNode addToolResults(ArrayNode parts, Message message) {
		for (ContentPart part : message.content()) {
			if (!(part instanceof ToolResult result)) {
				throw Refusals.misplaced(this.site, part);
			}
			ObjectNode function = parts.addObject()
				.putObject("functionResponse")
				.put("id", result.toolCallId())
				.put("name", result.toolName());
			function.set("response", response(result));
		}
		return parts;
	}

	/**
	 * The answer of a tool must be an object, whose fields {@code output} and
	 * {@code error} have a meaning.
	 * @param result the result
	 * @return the object
	 */
	private JsonNode response(ToolResult result) {
		StringBuilder text = new StringBuilder();
		for (ContentPart part : result.content()) {
			if (!(part instanceof ContentPart.Text next)) {
				throw Refusals.misplaced(this.site, part);
			}
			text.append(next.text());
		}
		if (result.failed()) {
			return this.json.createObjectNode().put("error", text.toString());
		}
		JsonNode parsed = WireJson.parsed(this.json, text.toString());
		return (parsed != null && parsed.isObject()) ? parsed
				: this.json.createObjectNode().put("output", text.toString());
	}

	private static ArrayNode parts(ArrayNode contents, String role) {
		return contents.addObject().put("role", role).putArray("parts");
	}

}
