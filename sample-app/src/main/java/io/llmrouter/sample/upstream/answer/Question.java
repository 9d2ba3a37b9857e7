package io.llmrouter.sample.upstream.answer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What of a request shapes a simulated answer. Its text form shows no content.
 *
 * @param model the model asked for
 * @param prompt the messages
 * @param tools the tools
 * @param schema the JSON schema that the answer must follow, or {@code null} for text
 * @param maxTokens the greatest number of tokens wanted, at least 1, or {@code null}
 * @param stream whether the answer is wanted token by token
 * @param streamUsage whether a stream shall tell the tokens used
 * @since 0.1.0
 */
public record Question(String model, Prompt prompt, ToolUse tools, @Nullable JsonNode schema,
		@Nullable Integer maxTokens, boolean stream, boolean streamUsage) {

	@Override
	public String toString() {
		return "Question[" + this.model + ", " + this.prompt + "]";
	}

}
