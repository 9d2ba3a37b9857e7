package io.llmrouter.provider.anthropic;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.llmrouter.chat.ChatOptions;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ResponseFormat;
import io.llmrouter.chat.ToolChoice;
import io.llmrouter.chat.ToolDefinition;
import io.llmrouter.provider.Capability;
import io.llmrouter.provider.TypeCapabilities;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.wire.WireJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Mapper from a request to the JSON of the protocol. What the protocol cannot express is
 * refused by name instead of being left out, with two exceptions: thoughts without a
 * signature, which are those of another provider, and the detail of an image, which is a
 * hint only.
 */
final class AnthropicRequestMapper {

	static final Set<Capability> CAPABILITIES = TypeCapabilities.of("anthropic");

	private final JsonMapper json;

	private final int defaultMaxTokens;

	AnthropicRequestMapper(JsonMapper json, int defaultMaxTokens) {
		this.json = json;
		this.defaultMaxTokens = defaultMaxTokens;
	}

	byte[] map(CallSite site, ChatRequest request, boolean stream) {
		ChatOptions options = request.options();
		site.check(request, stream, CAPABILITIES);
		ObjectNode body = this.json.createObjectNode();
		String model = Objects.requireNonNull(site.model(), "'model' must not be null");
		body.put("model", model);
		new AnthropicContentMapper(site, this.json).add(body, request.messages());
		addTools(site, body, request.tools());
		addToolChoice(body, options, !request.tools().isEmpty());
		AnthropicThinking.add(body, model, options.reasoningEffort(), options.maxOutputTokens(), this.defaultMaxTokens);
		addSampling(body, options);
		addResponseFormat(site, body, options.responseFormat());
		if (stream) {
			body.put("stream", true);
		}
		addExtra(site, body, options.extra());
		return this.json.writeValueAsBytes(body);
	}

	private void addTools(CallSite site, ObjectNode body, List<ToolDefinition> tools) {
		if (tools.isEmpty()) {
			return;
		}
		ArrayNode target = body.putArray("tools");
		for (ToolDefinition tool : tools) {
			ObjectNode definition = target.addObject().put("name", tool.name());
			if (tool.description() != null) {
				definition.put("description", tool.description());
			}
			definition.set("input_schema", WireJson.schema(this.json, site,
					"The parameters of tool '" + tool.name() + "'", tool.parameters()));
			if (tool.strict()) {
				definition.put("strict", true);
			}
		}
	}

	private static void addToolChoice(ObjectNode body, ChatOptions options, boolean tools) {
		ToolChoice choice = options.toolChoice();
		boolean single = Boolean.FALSE.equals(options.parallelToolCalls()) && tools;
		if (choice == null && !single) {
			return;
		}
		ToolChoice effective = (choice != null) ? choice : ToolChoice.auto();
		ObjectNode target = body.putObject("tool_choice").put("type", word(effective.mode()));
		if (effective.toolName() != null) {
			target.put("name", effective.toolName());
		}
		if (single && effective.mode() != ToolChoice.Mode.NONE) {
			target.put("disable_parallel_tool_use", true);
		}
	}

	private static String word(ToolChoice.Mode mode) {
		return switch (mode) {
			case AUTO -> "auto";
			case NONE -> "none";
			case REQUIRED -> "any";
			case TOOL -> "tool";
		};
	}

	private void addSampling(ObjectNode body, ChatOptions options) {
		WireJson.put(this.json, body, "temperature", options.temperature());
		WireJson.put(this.json, body, "top_p", options.topP());
		WireJson.put(this.json, body, "top_k", options.topK());
		if (!options.stop().isEmpty()) {
			ArrayNode stop = body.putArray("stop_sequences");
			options.stop().forEach(stop::add);
		}
	}

	private void addResponseFormat(CallSite site, ObjectNode body, @Nullable ResponseFormat format) {
		if (format instanceof ResponseFormat.JsonSchema schema) {
			body.withObjectProperty("output_config")
				.putObject("format")
				.put("type", "json_schema")
				.set("schema",
						WireJson.schema(this.json, site, "The JSON schema '" + schema.name() + "'", schema.schema()));
		}
	}

	private void addExtra(CallSite site, ObjectNode body, Map<String, Object> extra) {
		for (Map.Entry<String, Object> field : extra.entrySet()) {
			body.set(field.getKey(), WireJson.extra(this.json, site, field));
		}
	}

	static @Nullable JsonNode object(JsonMapper json, String text) {
		JsonNode node = WireJson.parsed(json, text);
		return (node != null && node.isObject()) ? node : null;
	}

}
