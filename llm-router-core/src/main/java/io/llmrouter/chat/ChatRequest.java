package io.llmrouter.chat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Chat call to make. Immutable; its text form never shows content.
 * <p>
 * A request may be built with any values: it is checked where it is sent, so that a bad
 * request is a failed call like any other, with a typed error and a place in the error
 * breakdown.
 *
 * @param route the route to take; {@code null} for the default route
 * @param provider the only provider to ask; {@code null} for the route's choice
 * @param model the model to ask; {@code null} for the configured one
 * @param conversationId an id that keeps the calls of one conversation together, or
 * {@code null}
 * @param timeout the time that the whole call may take; {@code null} for the route's
 * limit
 * @param messages the conversation, oldest message first
 * @param tools the tools that the model may ask for
 * @param options how the model should answer
 * @since 0.1.0
 */
public record ChatRequest(@Nullable String route, @Nullable String provider, @Nullable String model,
		@Nullable String conversationId, @Nullable Duration timeout, List<Message> messages, List<ToolDefinition> tools,
		ChatOptions options) {

	public ChatRequest {
		messages = List.copyOf(Objects.requireNonNullElse(messages, List.of()));
		tools = List.copyOf(tools);
		Objects.requireNonNull(options, "'options' must not be null");
	}

	/**
	 * Create a request of one user message.
	 * @param text the message
	 * @return the request
	 */
	public static ChatRequest user(String text) {
		return builder().user(text).build();
	}

	/**
	 * Start a request.
	 * @return a new builder
	 */
	public static ChatRequestBuilder builder() {
		return new ChatRequestBuilder();
	}

	/**
	 * Start a request that begins as a copy of this one.
	 * @return a new builder
	 */
	public ChatRequestBuilder toBuilder() {
		return new ChatRequestBuilder(this);
	}

	/**
	 * Return a copy for another model.
	 * @param newModel the model, or {@code null} for the configured one
	 * @return the copy, or this request where the model is the same
	 */
	public ChatRequest withModel(@Nullable String newModel) {
		if (Objects.equals(this.model, newModel)) {
			return this;
		}
		return new ChatRequest(this.route, this.provider, newModel, this.conversationId, this.timeout, this.messages,
				this.tools, this.options);
	}

	@Override
	public String toString() {
		return "ChatRequest[route=" + this.route + ", provider=" + this.provider + ", model=" + this.model
				+ ", messages=" + this.messages.size() + ", tools=" + this.tools.size() + ", options=" + this.options
				+ "]";
	}

}
