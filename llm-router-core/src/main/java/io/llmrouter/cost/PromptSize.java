package io.llmrouter.cost;

import java.util.List;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolDefinition;
import io.llmrouter.chat.ToolResult;
import org.jspecify.annotations.Nullable;

/**
 * Estimate of the input tokens of a request before it is sent: four characters a token,
 * the rule of thumb that OpenAI gives for English text, four tokens for each message, and
 * a thousand for each picture, sound or document. Reads lengths only, so it takes the
 * same time whatever the prompt.
 */
final class PromptSize {

	private static final int CHARACTERS_PER_TOKEN = 4;

	private static final int TOKENS_PER_MESSAGE = 4;

	private static final int CHARACTERS_PER_MEDIA = 1_000 * CHARACTERS_PER_TOKEN;

	private PromptSize() {
	}

	static long tokens(ChatRequest request) {
		long characters = 0;
		for (Message message : request.messages()) {
			characters += characters(message.content());
		}
		for (ToolDefinition tool : request.tools()) {
			characters += tool.name().length() + length(tool.description()) + tool.parameters().length();
		}
		return characters / CHARACTERS_PER_TOKEN + (long) TOKENS_PER_MESSAGE * request.messages().size();
	}

	private static long characters(List<ContentPart> content) {
		long characters = 0;
		for (ContentPart part : content) {
			characters += characters(part);
		}
		return characters;
	}

	private static long characters(ContentPart part) {
		if (part instanceof ContentPart.Text text) {
			return text.text().length();
		}
		if (part instanceof ContentPart.Reasoning reasoning) {
			return reasoning.text().length();
		}
		if (part instanceof ContentPart.Refusal refusal) {
			return refusal.text().length();
		}
		if (part instanceof ToolCall call) {
			return call.name().length() + call.arguments().length();
		}
		return (part instanceof ToolResult result) ? characters(result.content()) : CHARACTERS_PER_MEDIA;
	}

	private static long length(@Nullable String text) {
		return (text != null) ? text.length() : 0;
	}

}
