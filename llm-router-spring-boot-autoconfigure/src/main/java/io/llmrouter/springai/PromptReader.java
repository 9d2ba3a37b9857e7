package io.llmrouter.springai;

import java.util.List;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatRequestBuilder;
import io.llmrouter.chat.ResponseFormat;
import io.llmrouter.chat.ToolDefinition;
import io.llmrouter.springai.message.MessageReader;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;

/**
 * Reader that turns prompts of Spring AI into requests to the router. It knows options by
 * Spring AI's interfaces, so that those made for another model are understood as far as
 * all models share them.
 */
final class PromptReader {

	/** Providers show the name to the model; Spring AI has none. */
	private static final String SCHEMA_NAME = "response";

	private final ModelNames names;

	PromptReader(ModelNames names) {
		this.names = names;
	}

	ChatRequest read(Prompt prompt) {
		ChatRequestBuilder request = ChatRequest.builder().messages(MessageReader.read(prompt.getInstructions()));
		ChatOptions options = prompt.getOptions();
		if (options != null) {
			addShared(request, options);
			addTools(request, options);
			addSchema(request, options);
		}
		if (options instanceof RouterChatOptions own) {
			own.customize(request);
		}
		return request.build();
	}

	private void addShared(ChatRequestBuilder request, ChatOptions options) {
		this.names.address(request, options.getModel());
		request.maxOutputTokens(options.getMaxTokens())
			.temperature(options.getTemperature())
			.topP(options.getTopP())
			.topK(options.getTopK())
			.frequencyPenalty(options.getFrequencyPenalty())
			.presencePenalty(options.getPresencePenalty())
			.stop(stop(options.getStopSequences()));
	}

	private static String[] stop(@Nullable List<String> texts) {
		return (texts != null) ? texts.toArray(String[]::new) : new String[0];
	}

	// Spring AI runs the tools; the model only hears of them.
	private static void addTools(ChatRequestBuilder request, ChatOptions options) {
		if (options instanceof ToolCallingChatOptions calling && calling.getToolCallbacks() != null) {
			calling.getToolCallbacks().forEach((tool) -> request.tool(definition(tool)));
		}
	}

	private static ToolDefinition definition(ToolCallback tool) {
		var definition = tool.getToolDefinition();
		return ToolDefinition.of(definition.name(), definition.description(), definition.inputSchema());
	}

	private static void addSchema(ChatRequestBuilder request, ChatOptions options) {
		if (options instanceof StructuredOutputChatOptions structured && structured.getOutputSchema() != null) {
			request.responseFormat(ResponseFormat.jsonSchema(SCHEMA_NAME, structured.getOutputSchema()));
		}
	}

}
