package io.llmrouter.provider.openai;

import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.MediaSource;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolResult;
import io.llmrouter.provider.Capability;
import io.llmrouter.provider.MediaTypes;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.wire.Refusals;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Mapper of messages and their parts.
 */
final class OpenAiContentMapper {

	private final CallSite site;

	private final OpenAiQuirks quirks;

	OpenAiContentMapper(CallSite site, OpenAiQuirks quirks) {
		this.site = site;
		this.quirks = quirks;
	}

	void add(ArrayNode messages, Message message) {
		switch (message.role()) {
			case SYSTEM -> addSystem(messages, message);
			case USER -> addUser(messages, message);
			case ASSISTANT -> addAssistant(messages.addObject().put("role", "assistant"), message);
			case TOOL -> message.content().forEach((part) -> addToolResult(messages, part));
		}
	}

	private void addSystem(ArrayNode messages, Message message) {
		ObjectNode target = messages.addObject().put("role", this.quirks.systemRole());
		addContent(target, message.content(), false);
	}

	private void addUser(ArrayNode messages, Message message) {
		addContent(messages.addObject().put("role", "user"), message.content(), true);
	}

	private void addContent(ObjectNode target, List<ContentPart> parts, boolean media) {
		if (parts.size() == 1 && parts.get(0) instanceof ContentPart.Text text) {
			target.put("content", text.text());
			return;
		}
		ArrayNode content = target.putArray("content");
		for (ContentPart part : parts) {
			if (part instanceof ContentPart.Text text) {
				content.addObject().put("type", "text").put("text", text.text());
			}
			else if (media) {
				addMedia(content.addObject(), part);
			}
			else {
				throw Refusals.misplaced(this.site, part);
			}
		}
	}

	private void addMedia(ObjectNode target, ContentPart part) {
		if (part instanceof ContentPart.Image image) {
			ObjectNode content = target.put("type", "image_url").putObject("image_url");
			content.put("url", url(image.source()));
			if (image.detail() != null) {
				content.put("detail", image.detail());
			}
		}
		else if (part instanceof ContentPart.Audio audio) {
			addAudio(target.put("type", "input_audio"), audio.source());
		}
		else if (part instanceof ContentPart.Document document) {
			addDocument(target, document);
		}
		else {
			throw Refusals.misplaced(this.site, part);
		}
	}

	private void addAudio(ObjectNode part, MediaSource source) {
		OpenAiQuirks.MediaStyle style = this.quirks.mediaStyle();
		if (style == OpenAiQuirks.MediaStyle.MISTRAL) {
			addPlainAudio(part, allowed(source, false, Capability.AUDIO_URL));
			return;
		}
		ObjectNode target = part.putObject("input_audio");
		boolean anyUrl = style == OpenAiQuirks.MediaStyle.DASHSCOPE;
		if (source instanceof MediaSource.Bytes bytes) {
			String data = Base64.getEncoder().encodeToString(bytes.bytes());
			target.put("data", anyUrl ? "data:;base64," + data : data).put("format", audioFormat(bytes.mediaType()));
		}
		else {
			target.put("data", url(allowed(source, anyUrl, Capability.AUDIO_URL)));
		}
	}

	private void addPlainAudio(ObjectNode part, MediaSource source) {
		MediaSource.Bytes bytes = (MediaSource.Bytes) source;
		audioFormat(bytes.mediaType());
		part.put("input_audio", Base64.getEncoder().encodeToString(bytes.bytes()));
	}

	private void addDocument(ObjectNode target, ContentPart.Document document) {
		OpenAiQuirks.MediaStyle style = this.quirks.mediaStyle();
		if (style == OpenAiQuirks.MediaStyle.MISTRAL) {
			target.put("type", "document_url").put("document_url", url(document.source()));
			if (document.fileName() != null) {
				target.put("document_name", document.fileName());
			}
			return;
		}
		boolean anyUrl = style == OpenAiQuirks.MediaStyle.OPENROUTER;
		ObjectNode file = target.put("type", "file").putObject("file");
		file.put("filename", (document.fileName() != null) ? document.fileName() : "document");
		file.put("file_data", url(allowed(document.source(), anyUrl, Capability.DOCUMENT_URL)));
	}

	private void addAssistant(ObjectNode target, Message message) {
		ArrayNode content = target.arrayNode();
		ArrayNode calls = target.arrayNode();
		for (ContentPart part : message.content()) {
			if (part instanceof ContentPart.Text text) {
				content.addObject().put("type", "text").put("text", text.text());
			}
			else if (part instanceof ContentPart.Refusal refusal) {
				addRefusal(content.addObject(), refusal.text());
			}
			else if (part instanceof ToolCall call) {
				ObjectNode function = calls.addObject()
					.put("id", call.id())
					.put("type", "function")
					.putObject("function");
				function.put("name", call.name()).put("arguments", call.arguments());
			}
			else if (!(part instanceof ContentPart.Reasoning)) {
				throw Refusals.misplaced(this.site, part);
			}
		}
		setAssistantContent(target, content, calls.isEmpty());
		if (!calls.isEmpty()) {
			target.set("tool_calls", calls);
		}
	}

	private void addRefusal(ObjectNode part, String text) {
		String type = this.quirks.refusalParts() ? "refusal" : "text";
		part.put("type", type).put(type, text);
	}

	private static void setAssistantContent(ObjectNode target, ArrayNode content, boolean needed) {
		boolean onlyText = content.valueStream().allMatch((part) -> part.has("text"));
		if (content.size() > 1 || !onlyText) {
			target.set("content", content);
		}
		else if (needed || !content.isEmpty()) {
			target.put("content", content.path(0).path("text").asString(""));
		}
	}

	private void addToolResult(ArrayNode messages, ContentPart part) {
		if (!(part instanceof ToolResult result)) {
			throw Refusals.misplaced(this.site, part);
		}
		ObjectNode target = messages.addObject().put("role", "tool").put("tool_call_id", result.toolCallId());
		addContent(target, result.content(), false);
	}

	// The capabilities refuse it before, unless they were set to more than the style has.
	private MediaSource allowed(MediaSource source, boolean anyUrl, Capability needed) {
		if (anyUrl || source instanceof MediaSource.Bytes) {
			return source;
		}
		Set<Capability> able = EnumSet.copyOf(this.quirks.capabilities());
		able.remove(needed);
		throw this.site.unsupported(needed, able);
	}

	private static String url(MediaSource source) {
		if (source instanceof MediaSource.Url url) {
			return url.uri().toString();
		}
		MediaSource.Bytes bytes = (MediaSource.Bytes) source;
		return "data:" + bytes.mediaType() + ";base64," + Base64.getEncoder().encodeToString(bytes.bytes());
	}

	private String audioFormat(String mediaType) {
		if (!MediaTypes.of("openai", Capability.AUDIO_BYTES).contains(mediaType)) {
			throw Refusals.media(this.site, "openai", Capability.AUDIO_BYTES, mediaType);
		}
		return mediaType.contains("wav") ? "wav" : "mp3";
	}

}
