package io.llmrouter.chat;

import org.jspecify.annotations.Nullable;

/**
 * Whether the model may, must or must not call tools.
 *
 * @param mode the choice
 * @param toolName the one tool to call, given with {@link Mode#TOOL} only
 * @since 0.1.0
 */
public record ToolChoice(Mode mode, @Nullable String toolName) {

	public ToolChoice {
		if ((mode == Mode.TOOL) == (toolName == null)) {
			throw new IllegalArgumentException("'toolName' must be given with mode 'TOOL' and with no other");
		}
	}

	/**
	 * Let the model decide.
	 * @return the choice
	 */
	public static ToolChoice auto() {
		return new ToolChoice(Mode.AUTO, null);
	}

	/**
	 * Forbid tool calls.
	 * @return the choice
	 */
	public static ToolChoice none() {
		return new ToolChoice(Mode.NONE, null);
	}

	/**
	 * Demand at least one tool call.
	 * @return the choice
	 */
	public static ToolChoice required() {
		return new ToolChoice(Mode.REQUIRED, null);
	}

	/**
	 * Demand a call of one tool.
	 * @param name the name of the tool
	 * @return the choice
	 */
	public static ToolChoice tool(String name) {
		return new ToolChoice(Mode.TOOL, name);
	}

	/**
	 * Kinds of choice.
	 */
	public enum Mode {

		/** The model decides. */
		AUTO,

		/** No tool is called. */
		NONE,

		/** At least one tool is called. */
		REQUIRED,

		/** One named tool is called. */
		TOOL

	}

}
