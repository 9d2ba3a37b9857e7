package io.llmrouter.provider.openai;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.llmrouter.chat.ChatOptions;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.chat.ResponseFormat;
import io.llmrouter.chat.ToolChoice;
import io.llmrouter.chat.ToolDefinition;
import io.llmrouter.chat.WireFields;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.wire.WireJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Mapper from a request to the JSON of the protocol. What the protocol cannot express is
 * refused by name instead of being left out, with one exception: the thoughts of earlier
 * answers, which no provider of this protocol takes back.
 */
final class OpenAiRequestMapper {

	private final JsonMapper json;

	private final OpenAiQuirks quirks;

	OpenAiRequestMapper(JsonMapper json, OpenAiQuirks quirks) {
		this.json = json;
		this.quirks = quirks;
	}

	byte[] map(CallSite site, ChatRequest request) {
		site.check(request, false, this.quirks.capabilities());
		return this.json.writeValueAsBytes(withExtra(site, body(site, request), request));
	}

	/**
	 * Map a request for a stream.
	 * @param site who is asked
	 * @param request what to ask
	 * @param options whether to ask for what the stream shall hold besides the answer
	 * @return the JSON
	 */
	byte[] mapStream(CallSite site, ChatRequest request, boolean options) {
		site.check(request, true, this.quirks.capabilities());
		ObjectNode body = body(site, request).put("stream", true);
		if (options) {
			addStreamOptions(body);
		}
		return this.json.writeValueAsBytes(withExtra(site, body, request));
	}

	private ObjectNode body(CallSite site, ChatRequest request) {
		ObjectNode body = this.json.createObjectNode();
		body.put("model", site.model());
		addMessages(site, body.putArray("messages"), request.messages());
		addTools(site, body, request.tools());
		addOptions(site, body, request.options());
		return body;
	}

	private ObjectNode withExtra(CallSite site, ObjectNode body, ChatRequest request) {
		WireFields own = request.options().wireFields();
		if (own != null) {
			set(site, body, own.fields());
		}
		set(site, body, request.options().extra());
		return body;
	}

	private void set(CallSite site, ObjectNode body, Map<String, Object> fields) {
		for (Map.Entry<String, Object> field : fields.entrySet()) {
			body.set(field.getKey(), WireJson.extra(this.json, site, field));
		}
	}

	private void addMessages(CallSite site, ArrayNode target, List<Message> messages) {
		OpenAiContentMapper mapper = new OpenAiContentMapper(site, this.quirks);
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
			if (tool.strict()) {
				function.put("strict", true);
			}
		}
	}

	private void addOptions(CallSite site, ObjectNode body, ChatOptions options) {
		WireJson.put(this.json, body, this.quirks.tokenLimitField(), options.maxOutputTokens());
		WireJson.put(this.json, body, "temperature", options.temperature());
		WireJson.put(this.json, body, "top_p", options.topP());
		WireJson.put(this.json, body, "frequency_penalty", options.frequencyPenalty());
		WireJson.put(this.json, body, "presence_penalty", options.presencePenalty());
		WireJson.put(this.json, body, this.quirks.seedField(), options.seed());
		WireJson.put(this.json, body, "parallel_tool_calls", options.parallelToolCalls());
		if (!options.stop().isEmpty()) {
			ArrayNode stop = body.putArray("stop");
			options.stop().forEach(stop::add);
		}
		if (options.reasoningEffort() != null) {
			addEffort(body, options.reasoningEffort());
		}
		addToolChoice(body, options.toolChoice());
		addResponseFormat(site, body, options.responseFormat());
	}

	private void addEffort(ObjectNode body, ReasoningEffort effort) {
		boolean thinking = effort != ReasoningEffort.NONE;
		switch (this.quirks.effortStyle()) {
			case WORD -> body.put("reasoning_effort", effort(effort));
			case WORD_FROM_LOW -> body.put("reasoning_effort",
					effort((effort == ReasoningEffort.MINIMAL) ? ReasoningEffort.LOW : effort));
			case ENABLE_THINKING -> body.put("enable_thinking", thinking);
			case THINKING_TYPE -> body.putObject("thinking").put("type", thinking ? "enabled" : "disabled");
		}
	}

	private String effort(ReasoningEffort effort) {
		return (effort == ReasoningEffort.MAX) ? this.quirks.maxEffort() : effort.name().toLowerCase(Locale.ROOT);
	}

	private static void addToolChoice(ObjectNode body, @Nullable ToolChoice choice) {
		if (choice == null) {
			return;
		}
		if (choice.mode() == ToolChoice.Mode.TOOL) {
			ObjectNode target = body.putObject("tool_choice").put("type", "function");
			target.putObject("function").put("name", choice.toolName());
			return;
		}
		body.put("tool_choice", choice.mode().name().toLowerCase(Locale.ROOT));
	}

	private void addResponseFormat(CallSite site, ObjectNode body, @Nullable ResponseFormat format) {
		if (format instanceof ResponseFormat.JsonObject) {
			body.putObject("response_format").put("type", "json_object");
		}
		else if (format instanceof ResponseFormat.JsonSchema schema) {
			ObjectNode target = body.putObject("response_format").put("type", "json_schema").putObject("json_schema");
			target.put("name", schema.name());
			target.set("schema",
					WireJson.schema(this.json, site, "The JSON schema '" + schema.name() + "'", schema.schema()));
			target.put("strict", schema.strict());
		}
	}

	private void addStreamOptions(ObjectNode body) {
		if (!this.quirks.streamUsage() && !this.quirks.obfuscationField()) {
			return;
		}
		ObjectNode options = body.putObject(StreamOptions.FIELD);
		if (this.quirks.streamUsage()) {
			options.put("include_usage", true);
		}
		if (this.quirks.obfuscationField()) {
			options.put("include_obfuscation", false);
		}
	}

}
