package io.llmrouter.call;

import java.util.List;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolDefinition;
import io.llmrouter.chat.ToolResult;
import org.jspecify.annotations.Nullable;

/**
 * Estimate of the tokens that a stream used which broke or was cancelled, for which no
 * provider tells them though it may charge for them. What the provider told on the way is
 * taken; the rest is counted at four characters a token: the input from the texts of the
 * request, unknown where it holds images, sound or documents; the output from what came,
 * at least one token a chunk. Written by the thread that carries the stream; a reader on
 * another thread sees what was written so far.
 *
 * @since 0.1.0
 */
public final class UsageEstimate {

	private static final int CHARACTERS_PER_TOKEN = 4;

	private static final long UNKNOWN = -1;

	private long characters;

	private long chunks;

	/**
	 * Count a chunk.
	 * @param chunk the chunk
	 */
	public void received(ChatChunk chunk) {
		if (chunk.isContent()) {
			this.chunks++;
			this.characters += characters(chunk);
		}
	}

	/**
	 * Return the estimate.
	 * @param request what was asked
	 * @param told what the provider told so far, or {@code null}
	 * @return the usage, marked as estimated, or {@code null} where the provider neither
	 * sent content nor told anything
	 */
	public @Nullable TokenUsage of(ChatRequest request, @Nullable TokenUsage told) {
		if (told == null) {
			return (this.chunks > 0) ? new TokenUsage(input(request), output(null), null, null, null, true, null)
					: null;
		}
		Long input = (told.inputTokens() != null) ? told.inputTokens() : input(request);
		return new TokenUsage(input, output(told.outputTokens()), told.cacheReadTokens(), told.cacheWriteTokens(),
				told.reasoningTokens(), true, null);
	}

	private long output(@Nullable Long told) {
		return Math.max(this.chunks, (told != null) ? told : tokens(this.characters));
	}

	private static @Nullable Long input(ChatRequest request) {
		long characters = 0;
		for (Message message : request.messages()) {
			long more = characters(message.content());
			if (more == UNKNOWN) {
				return null;
			}
			characters += more;
		}
		for (ToolDefinition tool : request.tools()) {
			characters += tool.name().length() + tool.parameters().length();
			characters += (tool.description() != null) ? tool.description().length() : 0;
		}
		return tokens(characters);
	}

	private static long characters(List<ContentPart> parts) {
		long characters = 0;
		for (ContentPart part : parts) {
			long more = characters(part);
			if (more == UNKNOWN) {
				return UNKNOWN;
			}
			characters += more;
		}
		return characters;
	}

	private static long characters(ContentPart part) {
		if (part instanceof ContentPart.Text text) {
			return text.text().length();
		}
		if (part instanceof ToolCall call) {
			return call.name().length() + call.arguments().length();
		}
		if (part instanceof ToolResult result) {
			return characters(result.content());
		}
		if (part instanceof ContentPart.Reasoning reasoning) {
			return reasoning.text().length();
		}
		return (part instanceof ContentPart.Refusal refusal) ? refusal.text().length() : UNKNOWN;
	}

	private static int characters(ChatChunk chunk) {
		if (chunk instanceof ChatChunk.TextDelta delta) {
			return delta.text().length();
		}
		if (chunk instanceof ChatChunk.ReasoningDelta delta) {
			return delta.reasoning().length();
		}
		if (chunk instanceof ChatChunk.ToolCallDelta delta) {
			return delta.arguments().length() + ((delta.name() != null) ? delta.name().length() : 0);
		}
		return (chunk instanceof ChatChunk.RefusalDelta delta) ? delta.refusal().length() : 0;
	}

	private static long tokens(long characters) {
		return (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
	}

}
