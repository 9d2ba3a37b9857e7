package io.llmrouter.chat;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Tool that the model may ask the caller to run.
 *
 * @param name the name, unique within a request
 * @param description what the tool does and when to use it, or {@code null}
 * @param parameters the JSON schema of the arguments, a JSON object as text
 * @param strict whether the provider must enforce the schema
 * @since 0.1.0
 */
public record ToolDefinition(String name, @Nullable String description, String parameters, boolean strict) {

	public ToolDefinition {
		Objects.requireNonNull(name, "'name' must not be null");
		Objects.requireNonNull(parameters, "'parameters' must not be null");
	}

	/**
	 * Create a tool whose arguments are not strictly enforced.
	 * @param name the name, unique within a request
	 * @param description what the tool does and when to use it
	 * @param parameters the JSON schema of the arguments, a JSON object as text
	 * @return the tool
	 */
	public static ToolDefinition of(String name, String description, String parameters) {
		return new ToolDefinition(name, description, parameters, false);
	}

}
