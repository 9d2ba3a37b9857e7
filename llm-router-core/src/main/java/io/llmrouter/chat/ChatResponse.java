package io.llmrouter.chat;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Complete answer of a provider. Immutable; its text form never shows content.
 *
 * @param provider the configured name of the provider that answered
 * @param id the provider's id of the answer, or {@code null}
 * @param model the model as the provider named it in the answer, or {@code null}
 * @param content the parts of the answer, in order; empty where the model said nothing
 * @param finishReason why the model stopped
 * @param rawFinishReason the provider's own word for it, or {@code null}
 * @param usage the tokens used, or {@code null} where the provider did not tell
 * @param skippedEvents how many undecodable events were left out of the answer; 0 for a
 * sound one
 * @param routing how the router came to this answer, or {@code null} where none was asked
 * @since 0.1.0
 */
public record ChatResponse(String provider, @Nullable String id, @Nullable String model, List<ContentPart> content,
		FinishReason finishReason, @Nullable String rawFinishReason, @Nullable TokenUsage usage, int skippedEvents,
		@Nullable RoutingDecision routing) {

	public ChatResponse {
		Objects.requireNonNull(provider, "'provider' must not be null");
		Objects.requireNonNull(finishReason, "'finishReason' must not be null");
		content = List.copyOf(content);
	}

	/**
	 * Create a complete answer of a provider.
	 * @param provider see the record
	 * @param id see the record
	 * @param model see the record
	 * @param content see the record
	 * @param finishReason see the record
	 * @param rawFinishReason see the record
	 * @param usage see the record
	 * @param skippedEvents see the record
	 */
	public ChatResponse(String provider, @Nullable String id, @Nullable String model, List<ContentPart> content,
			FinishReason finishReason, @Nullable String rawFinishReason, @Nullable TokenUsage usage,
			int skippedEvents) {
		this(provider, id, model, content, finishReason, rawFinishReason, usage, skippedEvents, null);
	}

	/**
	 * Create a complete answer of plain text, as a provider of the user's own may return
	 * it.
	 * @param provider the name of the provider
	 * @param text the text
	 * @param usage the tokens used, or {@code null} where they are unknown
	 * @return the answer
	 */
	public static ChatResponse text(String provider, String text, @Nullable TokenUsage usage) {
		return new ChatResponse(provider, null, null, List.of(new ContentPart.Text(text)), FinishReason.STOP, null,
				usage, 0);
	}

	/**
	 * Return a copy that tells how the router came to it.
	 * @param newRouting the decision
	 * @return the copy
	 */
	public ChatResponse withRouting(RoutingDecision newRouting) {
		return new ChatResponse(this.provider, this.id, this.model, this.content, this.finishReason,
				this.rawFinishReason, this.usage, this.skippedEvents, newRouting);
	}

	/**
	 * Return all text parts joined.
	 * @return the text, empty where there is none
	 */
	public String text() {
		return Message.textOf(this.content);
	}

	/**
	 * Return the tool calls that the model asks for.
	 * @return the calls, in order; empty where there are none
	 */
	public List<ToolCall> toolCalls() {
		return this.content.stream().filter(ToolCall.class::isInstance).map(ToolCall.class::cast).toList();
	}

	/**
	 * Return this answer as the message that continues the conversation.
	 * @return the assistant's message
	 */
	public Message toMessage() {
		return new Message(Message.Role.ASSISTANT, this.content);
	}

	@Override
	public String toString() {
		return "ChatResponse[provider=" + this.provider + ", id=" + this.id + ", model=" + this.model + ", parts="
				+ this.content.size() + ", finishReason=" + this.finishReason + ", usage=" + this.usage + "]";
	}

}
