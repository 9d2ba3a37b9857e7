package io.llmrouter.chat;

import java.util.List;
import java.util.Objects;

/**
 * One message of a conversation. Its text form never shows content.
 *
 * @param role who speaks
 * @param content the parts of the message, in order
 * @since 0.1.0
 */
public record Message(Role role, List<ContentPart> content) {

	public Message {
		Objects.requireNonNull(role, "'role' must not be null");
		content = List.copyOf(content);
	}

	/**
	 * Create an instruction to the model.
	 * @param text the instruction
	 * @return the message
	 */
	public static Message system(String text) {
		return of(Role.SYSTEM, text);
	}

	/**
	 * Create a user's message.
	 * @param text the text
	 * @return the message
	 */
	public static Message user(String text) {
		return of(Role.USER, text);
	}

	/**
	 * Create a user's message of several parts, for example a question and a picture.
	 * @param parts the parts
	 * @return the message
	 */
	public static Message user(ContentPart... parts) {
		return new Message(Role.USER, List.of(parts));
	}

	/**
	 * Create a model's earlier answer.
	 * @param text the answer
	 * @return the message
	 */
	public static Message assistant(String text) {
		return of(Role.ASSISTANT, text);
	}

	/**
	 * Create the message that carries tool results back to the model.
	 * @param results the results
	 * @return the message
	 */
	public static Message tool(ToolResult... results) {
		return new Message(Role.TOOL, List.of(results));
	}

	/**
	 * Return all text parts joined.
	 * @return the text, empty where there is none
	 */
	public String text() {
		return textOf(this.content);
	}

	@Override
	public String toString() {
		return "Message[" + this.role + ", " + this.content.size() + " parts]";
	}

	private static Message of(Role role, String text) {
		return new Message(role, List.of(new ContentPart.Text(text)));
	}

	static String textOf(List<ContentPart> content) {
		StringBuilder text = new StringBuilder();
		for (ContentPart part : content) {
			if (part instanceof ContentPart.Text textPart) {
				text.append(textPart.text());
			}
		}
		return text.toString();
	}

	/**
	 * Who speaks.
	 */
	public enum Role {

		/** The application, instructing the model. */
		SYSTEM,

		/** The user. */
		USER,

		/** The model. */
		ASSISTANT,

		/** The tools that the model asked for. */
		TOOL

	}

}
