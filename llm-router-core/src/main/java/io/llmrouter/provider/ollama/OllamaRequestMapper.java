package io.llmrouter.provider.ollama;

import java.util.List;
import java.util.Map;

import io.llmrouter.chat.ChatOptions;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.chat.ResponseFormat;
import io.llmrouter.chat.ToolChoice;
import io.llmrouter.chat.ToolDefinition;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.CallSite;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Mapper from a request to the JSON of the protocol. What the protocol cannot express is
 * refused by name instead of being left out.
 */
final class OllamaRequestMapper {

	private static final String OPTIONS = "options";

	private final JsonMapper json;

	private final OllamaSettings settings;

	OllamaRequestMapper(JsonMapper json, OllamaSettings settings) {
		this.json = json;
		this.settings = settings;
	}

	byte[] map(CallSite site, ChatRequest request, boolean stream) {
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
		addOptions(site, body, request.options());
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
			if (tool.strict()) {
				throw unsupported(site, "tool '" + tool.name() + "' as a strict one",
						"let it be not strict and check its arguments");
			}
			ObjectNode function = target.addObject().put("type", "function").putObject("function");
			function.put("name", tool.name());
			if (tool.description() != null) {
				function.put("description", tool.description());
			}
			function.set("parameters", schema(site, "The parameters of tool '" + tool.name() + "'", tool.parameters()));
		}
	}

	private void addFormat(CallSite site, ObjectNode body, @Nullable ResponseFormat format) {
		if (format instanceof ResponseFormat.JsonObject) {
			body.put("format", "json");
		}
		else if (format instanceof ResponseFormat.JsonSchema schema) {
			body.set("format", schema(site, "The JSON schema '" + schema.name() + "'", schema.schema()));
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

	private void addOptions(CallSite site, ObjectNode body, ChatOptions options) {
		checkSupported(site, options);
		ObjectNode target = this.json.createObjectNode();
		put(target, "temperature", options.temperature());
		put(target, "top_p", options.topP());
		put(target, "top_k", options.topK());
		put(target, "seed", options.seed());
		put(target, "num_predict", options.maxOutputTokens());
		put(target, "num_ctx", this.settings.numCtx());
		put(target, "frequency_penalty", options.frequencyPenalty());
		put(target, "presence_penalty", options.presencePenalty());
		if (!options.stop().isEmpty()) {
			ArrayNode stop = target.putArray("stop");
			options.stop().forEach(stop::add);
		}
		if (!target.isEmpty()) {
			body.set(OPTIONS, target);
		}
	}

	private static void checkSupported(CallSite site, ChatOptions options) {
		ToolChoice choice = options.toolChoice();
		if (choice != null && choice.mode() != ToolChoice.Mode.AUTO) {
			throw unsupported(site, "tool choice '" + choice.mode() + "'", "let the model decide, or send no tools");
		}
		if (Boolean.FALSE.equals(options.parallelToolCalls())) {
			throw unsupported(site, "'parallelToolCalls' false", "remove it");
		}
	}

	private void put(ObjectNode target, String field, @Nullable Object value) {
		if (value != null) {
			target.set(field, this.json.valueToTree(value));
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
			JsonNode value = tree(site, field);
			if (field.getKey().equals(OPTIONS) && value instanceof ObjectNode options && body.has(OPTIONS)) {
				((ObjectNode) body.path(OPTIONS)).setAll(options);
			}
			else {
				body.set(field.getKey(), value);
			}
		}
	}

	private JsonNode tree(CallSite site, Map.Entry<String, Object> field) {
		try {
			return this.json.valueToTree(field.getValue());
		}
		catch (JacksonException ex) {
			throw site.failure(ErrorType.INVALID_REQUEST, "was not asked: the extra field '" + field.getKey()
					+ "' cannot be written as JSON; give it a string, number, boolean, list or map");
		}
	}

	private JsonNode schema(CallSite site, String what, String text) {
		JsonNode schema = parsed(this.json, text);
		if (schema == null || !schema.isObject()) {
			throw site.failure(ErrorType.INVALID_REQUEST,
					"was not asked: " + what + " must be a JSON object, for example '{\"type\":\"object\"}'");
		}
		return schema;
	}

	static @Nullable JsonNode parsed(JsonMapper json, String text) {
		try {
			return json.readTree(text);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	static ProviderException unsupported(CallSite site, String feature, String advice) {
		return site.failure(ErrorType.UNSUPPORTED_FEATURE, "cannot take " + feature + "; " + advice);
	}

}
