package io.llmrouter.gateway.openai;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.chat.ContentPart;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Thoughts and proofs of origin, for which OpenAI's format has no field. The text stands
 * in {@code reasoning_content}, as DeepSeek, Qwen and vLLM send it; what a provider must
 * get back unchanged stands in {@code reasoning_details}, as OpenRouter sends it, and at
 * tool calls in {@code extra_content}, as Google's compatible endpoint sends it (pages
 * seen 2026-11).
 */
final class ReasoningJson {

	private static final String TEXT = "reasoning_content";

	private static final String DETAILS = "reasoning_details";

	private ReasoningJson() {
	}

	static List<ContentPart> read(RequestObject message) {
		String text = message.text(TEXT);
		List<RequestObject> details = message.objects(DETAILS);
		if (details == null || details.isEmpty()) {
			return (text != null && !text.isEmpty()) ? List.of(new ContentPart.Reasoning(text, null, null)) : List.of();
		}
		// In a stream the signature comes after the text, in a detail of its own.
		String textOfAll = (details.size() == 1) ? text : null;
		List<ContentPart> thoughts = new ArrayList<>(details.size());
		for (RequestObject detail : details) {
			thoughts.add(thought(detail, textOfAll));
			detail.end();
		}
		return thoughts;
	}

	private static ContentPart thought(RequestObject detail, @Nullable String textOfAll) {
		return switch (detail.requiredText("type")) {
			case "reasoning.text" ->
				new ContentPart.Reasoning(firstText(detail.text("text"), textOfAll), detail.text("signature"), null);
			case "reasoning.encrypted" -> new ContentPart.Reasoning("", null, detail.requiredText("data"));
			default -> throw detail.notOneOf("type", "reasoning.text", "reasoning.encrypted");
		};
	}

	static @Nullable String signature(RequestObject toolCall) {
		RequestObject extra = toolCall.object("extra_content");
		RequestObject google = (extra != null) ? extra.object("google") : null;
		if (extra == null || google == null) {
			return null;
		}
		String signature = google.text("thought_signature");
		google.end();
		extra.end();
		return signature;
	}

	private static String firstText(@Nullable String text, @Nullable String otherwise) {
		if (text != null && !text.isEmpty()) {
			return text;
		}
		return (otherwise != null) ? otherwise : "";
	}

	/**
	 * Write the thoughts of an answer.
	 * @param message the message
	 * @param content the parts of the answer
	 */
	static void write(ObjectNode message, List<ContentPart> content) {
		StringBuilder text = new StringBuilder();
		ArrayNode details = message.arrayNode();
		for (ContentPart part : content) {
			if (part instanceof ContentPart.Reasoning reasoning) {
				text.append(reasoning.text());
				addDetail(details, reasoning.text(), reasoning.signature(), reasoning.redacted());
			}
		}
		if (!text.isEmpty()) {
			message.put(TEXT, text.toString());
		}
		if (details.valueStream().anyMatch((detail) -> detail.has("signature") || detail.has("data"))) {
			message.set(DETAILS, details);
		}
	}

	/**
	 * Write a piece of the thoughts.
	 * @param delta the delta
	 * @param text the text, possibly empty
	 * @param signature the provider's proof of origin, or {@code null}
	 * @param redacted encrypted thoughts, or {@code null}
	 */
	static void write(ObjectNode delta, String text, @Nullable String signature, @Nullable String redacted) {
		if (!text.isEmpty()) {
			delta.put(TEXT, text);
		}
		if (signature != null || redacted != null) {
			addDetail(delta.putArray(DETAILS), text, signature, redacted);
		}
	}

	private static void addDetail(ArrayNode details, String text, @Nullable String signature,
			@Nullable String redacted) {
		if (redacted != null) {
			details.addObject().put("type", "reasoning.encrypted").put("data", redacted);
			return;
		}
		ObjectNode detail = details.addObject().put("type", "reasoning.text").put("text", text);
		if (signature != null) {
			detail.put("signature", signature);
		}
	}

	static void writeSignature(ObjectNode toolCall, @Nullable String signature) {
		if (signature != null) {
			toolCall.putObject("extra_content").putObject("google").put("thought_signature", signature);
		}
	}

}
