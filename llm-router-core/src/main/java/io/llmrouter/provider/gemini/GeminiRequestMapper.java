package io.llmrouter.provider.gemini;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.llmrouter.chat.ChatOptions;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ReasoningEffort;
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
 * refused by name instead of being left out, with these exceptions: the thoughts of
 * earlier answers, which may be another provider's, and the hints that go with media, the
 * resolution of an image and the file name of a document. Extra fields are merged last
 * and into what is there, so that one field of {@code generationConfig} can be added.
 */
final class GeminiRequestMapper {

	static final Set<Capability> CAPABILITIES = TypeCapabilities.of("gemini");

	private final JsonMapper json;

	GeminiRequestMapper(JsonMapper json) {
		this.json = json;
	}

	byte[] map(CallSite site, GeminiModel model, ChatRequest request) {
		site.check(request, false, CAPABILITIES);
		ObjectNode body = this.json.createObjectNode();
		new GeminiContentMapper(site, this.json, model.checksSignatures()).addAll(body, request.messages());
		addTools(site, body, request.tools());
		addToolChoice(body, request);
		addGenerationConfig(site, body, model, request.options());
		addExtra(site, body, request.options().extra());
		return this.json.writeValueAsBytes(body);
	}

	private void addTools(CallSite site, ObjectNode body, List<ToolDefinition> tools) {
		if (tools.isEmpty()) {
			return;
		}
		ArrayNode target = body.putArray("tools").addObject().putArray("functionDeclarations");
		for (ToolDefinition tool : tools) {
			ObjectNode function = target.addObject().put("name", tool.name());
			if (tool.description() != null) {
				function.put("description", tool.description());
			}
			function.set("parametersJsonSchema", WireJson.schema(this.json, site,
					"The parameters of tool '" + tool.name() + "'", tool.parameters()));
		}
	}

	/**
	 * Add whether tools may be called. There is no strictness of one tool: the mode
	 * {@code VALIDATED} has all schemas enforced where the model decides; {@code ANY}
	 * does so by itself.
	 * @param body the body
	 * @param request the request
	 */
	private static void addToolChoice(ObjectNode body, ChatRequest request) {
		ToolChoice choice = request.options().toolChoice();
		boolean strict = request.tools().stream().anyMatch(ToolDefinition::strict);
		if (choice == null && !strict) {
			return;
		}
		ToolChoice.Mode mode = (choice != null) ? choice.mode() : ToolChoice.Mode.AUTO;
		ObjectNode target = body.putObject("toolConfig").putObject("functionCallingConfig");
		target.put("mode", switch (mode) {
			case NONE -> "NONE";
			case AUTO -> strict ? "VALIDATED" : "AUTO";
			case REQUIRED, TOOL -> "ANY";
		});
		if (choice != null && choice.toolName() != null) {
			target.putArray("allowedFunctionNames").add(choice.toolName());
		}
	}

	private void addGenerationConfig(CallSite site, ObjectNode body, GeminiModel model, ChatOptions options) {
		ObjectNode config = this.json.createObjectNode();
		WireJson.put(this.json, config, "maxOutputTokens", options.maxOutputTokens());
		WireJson.put(this.json, config, "temperature", options.temperature());
		WireJson.put(this.json, config, "topP", options.topP());
		WireJson.put(this.json, config, "topK", options.topK());
		WireJson.put(this.json, config, "seed", options.seed());
		WireJson.put(this.json, config, "frequencyPenalty", options.frequencyPenalty());
		WireJson.put(this.json, config, "presencePenalty", options.presencePenalty());
		if (!options.stop().isEmpty()) {
			ArrayNode stop = config.putArray("stopSequences");
			options.stop().forEach(stop::add);
		}
		addResponseFormat(site, config, options.responseFormat());
		addThinking(config, model, options.reasoningEffort());
		if (!config.isEmpty()) {
			body.set("generationConfig", config);
		}
	}

	private void addResponseFormat(CallSite site, ObjectNode config, @Nullable ResponseFormat format) {
		if (format == null) {
			return;
		}
		config.put("responseMimeType", "application/json");
		if (format instanceof ResponseFormat.JsonSchema schema) {
			config.set("responseJsonSchema",
					WireJson.schema(this.json, site, "The JSON schema '" + schema.name() + "'", schema.schema()));
		}
	}

	private static void addThinking(ObjectNode config, GeminiModel model, @Nullable ReasoningEffort effort) {
		if (effort == null) {
			return;
		}
		ObjectNode thinking = config.putObject("thinkingConfig");
		if (model.hasThinkingLevels()) {
			// As the discovery document spells it.
			thinking.put("thinkingLevel", model.level(effort).toUpperCase(Locale.ROOT));
		}
		else {
			thinking.put("thinkingBudget", model.budget(effort));
		}
		if (effort != ReasoningEffort.NONE) {
			thinking.put("includeThoughts", true);
		}
	}

	private void addExtra(CallSite site, ObjectNode body, Map<String, Object> extra) {
		for (Map.Entry<String, Object> field : extra.entrySet()) {
			merge(body, field.getKey(), WireJson.extra(this.json, site, field));
		}
	}

	private static void merge(ObjectNode target, String field, JsonNode value) {
		if (target.path(field) instanceof ObjectNode present && value instanceof ObjectNode added) {
			added.properties().forEach((entry) -> merge(present, entry.getKey(), entry.getValue()));
		}
		else {
			target.set(field, value);
		}
	}

}
