package io.llmrouter.sample.upstream.answer;

import org.jspecify.annotations.Nullable;

/**
 * What of the messages shapes an answer. Its text form shows no content.
 *
 * @param text the text of the user's last message, possibly empty
 * @param length characters of all messages
 * @param attachments images, sounds and documents in all messages
 * @param toolResult the text of the tool results with which the messages end, or
 * {@code null} where they end otherwise
 * @since 0.1.0
 */
public record Prompt(String text, int length, int attachments, @Nullable String toolResult) {

	@Override
	public String toString() {
		return "Prompt[" + this.length + " characters, " + this.attachments + " attachments]";
	}

}
