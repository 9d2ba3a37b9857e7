package io.llmrouter.springai.message;

import java.util.List;
import java.util.Map;

import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.ToolCall;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;

/**
 * Thoughts and proofs of origin of an answer, which providers want back unchanged and for
 * which a message of Spring AI has no place. The whole answer is kept in the properties
 * of its message, in memory alone, and read back where text and tool calls are still
 * those that were kept: who changed the message means what it says now.
 */
final class KeptContent {

	private static final String KEY = "llmRouterContent";

	private KeptContent() {
	}

	static void write(List<ContentPart> content, Map<String, Object> properties) {
		if (content.stream().anyMatch(KeptContent::isLost)) {
			properties.put(KEY, List.copyOf(content));
		}
	}

	private static boolean isLost(ContentPart part) {
		return part instanceof ContentPart.Reasoning || part instanceof ToolCall call && call.signature() != null;
	}

	static @Nullable List<ContentPart> read(AssistantMessage message) {
		if (!(message.getMetadata().get(KEY) instanceof List<?> kept)
				|| !kept.stream().allMatch(ContentPart.class::isInstance)) {
			return null;
		}
		List<ContentPart> content = kept.stream().map(ContentPart.class::cast).toList();
		return isSame(content, message) ? content : null;
	}

	private static boolean isSame(List<ContentPart> content, AssistantMessage message) {
		StringBuilder text = new StringBuilder();
		for (ContentPart part : content) {
			text.append((part instanceof ContentPart.Text piece) ? piece.text() : "");
		}
		String said = (message.getText() != null) ? message.getText() : "";
		List<AssistantMessage.ToolCall> calls = content.stream()
			.filter(ToolCall.class::isInstance)
			.map((part) -> MessageWriter.toolCall((ToolCall) part))
			.toList();
		return text.toString().equals(said) && calls.equals(message.getToolCalls());
	}

}
