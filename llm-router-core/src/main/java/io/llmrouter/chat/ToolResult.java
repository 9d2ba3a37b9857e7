package io.llmrouter.chat;

import java.util.List;
import java.util.Objects;

/**
 * What a tool answered.
 *
 * @param toolCallId the id of the {@link ToolCall} it answers
 * @param toolName the name of the tool
 * @param content the answer
 * @param failed whether the tool failed and the content tells why
 * @since 0.1.0
 */
public record ToolResult(String toolCallId, String toolName, List<ContentPart> content,
		boolean failed) implements ContentPart {

	public ToolResult {
		Objects.requireNonNull(toolCallId, "'toolCallId' must not be null");
		Objects.requireNonNull(toolName, "'toolName' must not be null");
		content = List.copyOf(content);
	}

	/**
	 * Create the textual answer of a tool that succeeded.
	 * @param call the call that it answers
	 * @param text the answer
	 * @return the result
	 */
	public static ToolResult of(ToolCall call, String text) {
		return new ToolResult(call.id(), call.name(), List.of(new Text(text)), false);
	}

	@Override
	public String toString() {
		return "ToolResult[" + this.toolName + ", " + this.content.size() + " parts]";
	}

}
