package io.llmrouter.springai.message;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolResult;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;

/**
 * Reader of Spring AI's messages.
 *
 * @since 0.1.0
 */
public final class MessageReader {

	private static final String THOUGHT = "isThought";

	private MessageReader() {
	}

	/**
	 * Read a conversation. Instructions without a text, which Spring AI adds where there
	 * are none, are left out.
	 * @param messages the messages, oldest first
	 * @return the messages in our words
	 * @throws io.llmrouter.provider.ProviderException where a message holds media that
	 * cannot be sent
	 */
	public static List<Message> read(List<? extends org.springframework.ai.chat.messages.Message> messages) {
		List<Message> all = new ArrayList<>(messages.size());
		for (org.springframework.ai.chat.messages.Message message : messages) {
			if (!(message instanceof SystemMessage) || !isEmpty(message.getText())) {
				all.add(read(message));
			}
		}
		return all;
	}

	private static Message read(org.springframework.ai.chat.messages.Message message) {
		if (message instanceof ToolResponseMessage tool) {
			return new Message(Message.Role.TOOL,
					List.copyOf(tool.getResponses().stream().map(MessageReader::read).toList()));
		}
		if (message instanceof AssistantMessage assistant) {
			return new Message(Message.Role.ASSISTANT, content(assistant));
		}
		List<ContentPart> content = new ArrayList<>();
		addText(content, message.getText());
		if (message instanceof UserMessage user) {
			content.addAll(MediaParts.read(user.getMedia()));
		}
		return new Message((message instanceof SystemMessage) ? Message.Role.SYSTEM : Message.Role.USER, content);
	}

	private static ToolResult read(ToolResponseMessage.ToolResponse response) {
		return new ToolResult(response.id(), response.name(), List.of(new ContentPart.Text(response.responseData())),
				false);
	}

	/**
	 * Read what a model said.
	 * @param message the message
	 * @return its parts: thoughts, text, media, tool calls
	 */
	public static List<ContentPart> content(AssistantMessage message) {
		List<ContentPart> kept = KeptContent.read(message);
		if (kept != null) {
			return kept;
		}
		List<ContentPart> content = new ArrayList<>();
		String thoughts = thoughts(message);
		if (thoughts != null) {
			content.add(new ContentPart.Reasoning(thoughts, null, null));
		}
		if (!isThought(message)) {
			addText(content, message.getText());
		}
		content.addAll(MediaParts.read(message.getMedia()));
		int index = 0;
		for (AssistantMessage.ToolCall call : message.getToolCalls()) {
			content.add(
					new ToolCall(isEmpty(call.id()) ? "call_" + index : call.id(), call.name(), arguments(call), null));
			index++;
		}
		return content;
	}

	private static String arguments(AssistantMessage.ToolCall call) {
		return (call.arguments() != null) ? call.arguments() : "";
	}

	/**
	 * Return what a model thought, in the properties in which Spring AI's models tell it.
	 * @param message the message
	 * @return the thoughts, or {@code null} where there are none
	 */
	private static @Nullable String thoughts(AssistantMessage message) {
		if (isThought(message)) {
			return message.getText();
		}
		return (message.getMetadata().get(MessageWriter.REASONING) instanceof String text && !text.isEmpty()) ? text
				: null;
	}

	private static boolean isThought(AssistantMessage message) {
		return "true".equals(String.valueOf(message.getMetadata().get(THOUGHT)));
	}

	private static void addText(List<ContentPart> content, @Nullable String text) {
		if (text != null && !text.isEmpty()) {
			content.add(new ContentPart.Text(text));
		}
	}

	private static boolean isEmpty(@Nullable String text) {
		return text == null || text.isBlank();
	}

}
