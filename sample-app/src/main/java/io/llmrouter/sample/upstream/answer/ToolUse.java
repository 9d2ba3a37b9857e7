package io.llmrouter.sample.upstream.answer;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Tools that a request offers, and whether they must be called.
 *
 * @param tools the tools, possibly none
 * @param mode whether one must be called
 * @param named the one tool to call, or {@code null} for any
 * @param parallel whether several calls may come in one answer
 * @since 0.1.0
 */
public record ToolUse(List<Tool> tools, Mode mode, @Nullable String named, boolean parallel) {

	/**
	 * Create the use of tools.
	 * @throws RefusedException where the one tool to call is not among the tools, or
	 * where one must be called but there is none
	 */
	public ToolUse {
		tools = List.copyOf(tools);
		if (named != null && tools.stream().noneMatch((tool) -> tool.name().equals(named))) {
			throw Refusal.invalid("The tool to call is not among the tools of the request.");
		}
		if (mode == Mode.REQUIRED && tools.isEmpty()) {
			throw Refusal.invalid("A tool must be called, but the request has no tools.");
		}
	}

	/**
	 * Whether a tool must be called.
	 */
	public enum Mode {

		/** The model decides. */
		AUTO,

		/** None may be called. */
		NONE,

		/** At least one must be called. */
		REQUIRED

	}

	/**
	 * Tool.
	 *
	 * @param name the name
	 * @param parameters the JSON schema of its arguments, or a missing node
	 */
	public record Tool(String name, JsonNode parameters) {

	}

}
