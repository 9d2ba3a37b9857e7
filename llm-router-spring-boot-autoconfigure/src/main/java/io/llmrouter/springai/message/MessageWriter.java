package io.llmrouter.springai.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolResult;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.content.Media;

/**
 * Writer of Spring AI's messages.
 *
 * @since 0.1.0
 */
public final class MessageWriter {

	/**
	 * Property of a model's message that holds its thoughts, as Spring AI's models call
	 * it.
	 */
	public static final String REASONING = "reasoningContent";

	/** Property of a model's message that holds its words where it declined to answer. */
	public static final String REFUSAL = "refusal";

	private MessageWriter() {
	}

	/**
	 * Write a conversation.
	 * @param messages the messages, oldest first
	 * @return the messages in Spring AI's words
	 */
	public static List<org.springframework.ai.chat.messages.Message> write(List<Message> messages) {
		List<org.springframework.ai.chat.messages.Message> all = new ArrayList<>(messages.size());
		messages.forEach((message) -> all.add(write(message)));
		return all;
	}

	private static org.springframework.ai.chat.messages.Message write(Message message) {
		return switch (message.role()) {
			case SYSTEM -> new SystemMessage(message.text());
			case USER -> UserMessage.builder().text(message.text()).media(MediaParts.write(message.content())).build();
			case ASSISTANT -> assistant(message.text(), message.content());
			case TOOL -> ToolResponseMessage.builder().responses(responses(message)).build();
		};
	}

	private static List<ToolResponseMessage.ToolResponse> responses(Message message) {
		return message.content()
			.stream()
			.filter(ToolResult.class::isInstance)
			.map((part) -> response((ToolResult) part))
			.toList();
	}

	private static ToolResponseMessage.ToolResponse response(ToolResult result) {
		return new ToolResponseMessage.ToolResponse(result.toolCallId(), result.toolName(),
				new Message(Message.Role.TOOL, result.content()).text());
	}

	/**
	 * Write what a model said.
	 * @param text the text of the message, which may be less than all of the content
	 * @param content the parts of the answer
	 * @return the message, with all tool calls
	 */
	public static AssistantMessage assistant(String text, List<ContentPart> content) {
		Map<String, Object> properties = new HashMap<>();
		put(properties, REASONING, thoughts(content));
		put(properties, REFUSAL, refusal(content));
		KeptContent.write(content, properties);
		List<AssistantMessage.ToolCall> calls = new ArrayList<>();
		content.forEach((part) -> addCall(calls, part));
		List<Media> media = MediaParts.write(content);
		return AssistantMessage.builder().content(text).properties(properties).toolCalls(calls).media(media).build();
	}

	private static void addCall(List<AssistantMessage.ToolCall> calls, ContentPart part) {
		if (part instanceof ToolCall call) {
			calls.add(toolCall(call));
		}
	}

	private static void put(Map<String, Object> properties, String key, String text) {
		if (!text.isEmpty()) {
			properties.put(key, text);
		}
	}

	private static String thoughts(List<ContentPart> content) {
		StringBuilder text = new StringBuilder();
		for (ContentPart part : content) {
			text.append((part instanceof ContentPart.Reasoning reasoning) ? reasoning.text() : "");
		}
		return text.toString();
	}

	private static String refusal(List<ContentPart> content) {
		StringBuilder text = new StringBuilder();
		for (ContentPart part : content) {
			text.append((part instanceof ContentPart.Refusal refusal) ? refusal.text() : "");
		}
		return text.toString();
	}

	static AssistantMessage.ToolCall toolCall(ToolCall call) {
		return new AssistantMessage.ToolCall(call.id(), "function", call.name(), call.arguments());
	}

}
