package io.llmrouter.chat;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Model's wish to have a tool run.
 *
 * @param id the provider's id of the call, which its {@link ToolResult} must carry
 * @param name the name of the tool
 * @param arguments the arguments as the model wrote them: JSON text, not validated
 * @param signature the provider's proof of origin, which must be sent back, or
 * {@code null}
 * @since 0.1.0
 */
public record ToolCall(String id, String name, String arguments, @Nullable String signature) implements ContentPart {

	public ToolCall {
		Objects.requireNonNull(id, "'id' must not be null");
		Objects.requireNonNull(name, "'name' must not be null");
		Objects.requireNonNull(arguments, "'arguments' must not be null");
	}

	@Override
	public String toString() {
		return "ToolCall[" + this.name + ", " + this.arguments.length() + " characters]";
	}

}
