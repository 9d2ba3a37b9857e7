package io.llmrouter.springai.provider;

import io.llmrouter.chat.ToolDefinition;

import org.springframework.ai.tool.ToolCallback;

/**
 * Tool that a model may ask for and that the caller of the router runs. Chat models of
 * Spring AI 2 run no tools.
 *
 * @param tool the tool
 */
record DeclaredTool(ToolDefinition tool) implements ToolCallback {

	@Override
	public org.springframework.ai.tool.definition.ToolDefinition getToolDefinition() {
		var definition = org.springframework.ai.tool.definition.ToolDefinition.builder()
			.name(this.tool.name())
			.inputSchema(this.tool.parameters());
		if (this.tool.description() != null) {
			definition.description(this.tool.description());
		}
		return definition.build();
	}

	@Override
	public String call(String toolInput) {
		throw new IllegalStateException(
				"Tool '" + this.tool.name() + "' is run by the caller of the router, not by the chat model");
	}

}
