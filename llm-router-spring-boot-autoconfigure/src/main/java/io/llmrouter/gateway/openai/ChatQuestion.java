package io.llmrouter.gateway.openai;

import java.util.Objects;

import io.llmrouter.chat.ChatRequest;

/**
 * Request for a chat completion.
 *
 * @param model what the caller wrote as the model: a route, {@code provider/model} or a
 * model
 * @param request what to ask, not yet addressed
 * @param stream whether the answer shall come in pieces
 * @param includeUsage whether a stream shall end with the usage
 * @since 0.1.0
 */
public record ChatQuestion(String model, ChatRequest request, boolean stream, boolean includeUsage) {

	public ChatQuestion {
		Objects.requireNonNull(model, "'model' must not be null");
		Objects.requireNonNull(request, "'request' must not be null");
	}

}
