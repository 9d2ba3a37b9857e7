package io.llmrouter.sample.upstream.answer;

import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * Collector of the messages of one request, in their order. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class PromptCollector {

	private final StringBuilder userText = new StringBuilder();

	private @Nullable StringBuilder toolResult;

	private Role role = Role.SYSTEM;

	private int length;

	private int attachments;

	/**
	 * Begin a message.
	 * @param newRole whose it is
	 */
	public void message(Role newRole) {
		this.role = newRole;
		if (newRole == Role.USER) {
			this.userText.setLength(0);
		}
		// Several results may stand in as many messages, one after another.
		if (newRole == Role.USER || newRole == Role.ASSISTANT) {
			this.toolResult = null;
		}
	}

	/**
	 * Add a text to the message.
	 * @param text the text
	 */
	public void text(String text) {
		this.length += text.length();
		if (this.role == Role.USER) {
			this.userText.append(text);
		}
	}

	/**
	 * Add an image, a sound or a document to the message.
	 * @param base64 its content, or {@code null} where it stands elsewhere
	 * @throws RefusedException where the content is not base64
	 */
	public void attachment(@Nullable String base64) {
		if (base64 != null) {
			checkBase64(base64);
		}
		this.attachments++;
	}

	/**
	 * Add the result of a tool to the message.
	 * @param result the text of the result
	 */
	public void toolResult(String result) {
		this.length += result.length();
		this.toolResult = (this.toolResult != null) ? this.toolResult.append(' ') : new StringBuilder();
		this.toolResult.append(result);
	}

	/**
	 * Return what was collected.
	 * @return the prompt
	 */
	public Prompt prompt() {
		String result = (this.toolResult != null) ? this.toolResult.toString() : null;
		return new Prompt(this.userText.toString(), this.length, this.attachments, result);
	}

	private static void checkBase64(String base64) {
		try {
			Base64.getDecoder().decode(base64);
		}
		catch (IllegalArgumentException ex) {
			throw Refusal.invalid("The content of an attachment is not valid base64.");
		}
	}

	/**
	 * Roles of messages.
	 */
	public enum Role {

		/** Instructions. */
		SYSTEM,

		/** The user. */
		USER,

		/** The model. */
		ASSISTANT,

		/** Results of tools. */
		TOOL

	}

}
