package io.llmrouter.provider.ollama;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.llmrouter.chat.ChatOptions;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.chat.ResponseFormat;
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
 * refused by name instead of being left out.
 */
final class OllamaRequestMapper {

	static final Set<Capability> CAPABILITIES = TypeCapabilities.of("ollama");

	private static final String OPTIONS = "options";

	private final JsonMapper json;

	private final OllamaSettings settings;

	OllamaRequestMapper(JsonMapper json, OllamaSettings settings) {
		this.json = json;
		this.settings = settings;
	}

	byte[] map(CallSite site, ChatRequest request, boolean stream) {
		site.check(request, stream, CAPABILITIES);
		ObjectNode body = this.json.createObjectNode();
		body.put("model", site.model());
		addMessages(site, body.putArray("messages"), request.messages());
		addTools(site, body, request.tools());
		// The server streams unless told otherwise.
		body.put("stream", stream);
		// Else the server drops old messages silently instead of refusing a long prompt.
		body.put("truncate", false);
		if (this.settings.keepAlive() != null) {
			body.put("keep_alive", this.settings.keepAlive().toMillis() + "ms");
		}
		addFormat(site, body, request.options().responseFormat());
		addThink(body, request.options().reasoningEffort());
		addOptions(body, request.options());
		addExtra(site, body, request.options().extra());
		return this.json.writeValueAsBytes(body);
	}

	private void addMessages(CallSite site, ArrayNode target, List<Message> messages) {
		OllamaContentMapper mapper = new OllamaContentMapper(site, this.json);
		messages.forEach((message) -> mapper.add(target, message));
	}

	private void addTools(CallSite site, ObjectNode body, List<ToolDefinition> tools) {
		if (tools.isEmpty()) {
			return;
		}
		ArrayNode target = body.putArray("tools");
		for (ToolDefinition tool : tools) {
			ObjectNode function = target.addObject().put("type", "function").putObject("function");
			function.put("name", tool.name());
			if (tool.description() != null) {
				function.put("description", tool.description());
			}
			function.set("parameters", WireJson.schema(this.json, site, "The parameters of tool '" + tool.name() + "'",
					tool.parameters()));
		}
	}

	private void addFormat(CallSite site, ObjectNode body, @Nullable ResponseFormat format) {
		if (format instanceof ResponseFormat.JsonObject) {
			body.put("format", "json");
		}
		else if (format instanceof ResponseFormat.JsonSchema schema) {
			body.set("format",
					WireJson.schema(this.json, site, "The JSON schema '" + schema.name() + "'", schema.schema()));
		}
	}

	private static void addThink(ObjectNode body, @Nullable ReasoningEffort effort) {
		if (effort == null) {
			return;
		}
		switch (effort) {
			case NONE -> body.put("think", false);
			case MINIMAL, LOW -> body.put("think", "low");
			// Every thinking model takes the plain switch, not every one takes levels.
			case MEDIUM -> body.put("think", true);
			case HIGH -> body.put("think", "high");
			case MAX -> body.put("think", "max");
		}
	}

	private void addOptions(ObjectNode body, ChatOptions options) {
		ObjectNode target = this.json.createObjectNode();
		WireJson.put(this.json, target, "temperature", options.temperature());
		WireJson.put(this.json, target, "top_p", options.topP());
		WireJson.put(this.json, target, "top_k", options.topK());
		WireJson.put(this.json, target, "seed", options.seed());
		WireJson.put(this.json, target, "num_predict", options.maxOutputTokens());
		WireJson.put(this.json, target, "num_ctx", this.settings.numCtx());
		WireJson.put(this.json, target, "frequency_penalty", options.frequencyPenalty());
		WireJson.put(this.json, target, "presence_penalty", options.presencePenalty());
		if (!options.stop().isEmpty()) {
			ArrayNode stop = target.putArray("stop");
			options.stop().forEach(stop::add);
		}
		if (!target.isEmpty()) {
			body.set(OPTIONS, target);
		}
	}

	/**
	 * Add the extra fields last, so that they win; those of the model's options one by
	 * one, so that naming one does not lose the others.
	 * @param site who is asked
	 * @param body the request so far
	 * @param extra the extra fields
	 */
	private void addExtra(CallSite site, ObjectNode body, Map<String, Object> extra) {
		for (Map.Entry<String, Object> field : extra.entrySet()) {
			JsonNode value = WireJson.extra(this.json, site, field);
			if (field.getKey().equals(OPTIONS) && value instanceof ObjectNode options && body.has(OPTIONS)) {
				((ObjectNode) body.path(OPTIONS)).setAll(options);
			}
			else {
				body.set(field.getKey(), value);
			}
		}
	}

}
