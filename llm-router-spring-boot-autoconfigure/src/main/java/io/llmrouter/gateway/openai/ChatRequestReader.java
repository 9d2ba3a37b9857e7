package io.llmrouter.gateway.openai;

import java.util.List;
import java.util.Map;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatRequestBuilder;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.chat.ResponseFormat;
import io.llmrouter.chat.ToolChoice;
import io.llmrouter.chat.ToolDefinition;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reader of requests for a chat completion. A field that the router's own format cannot
 * express is kept for providers of OpenAI's wire; one whose answer the endpoint could not
 * give back is refused by name. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ChatRequestReader {

	private static final Map<String, ReasoningEffort> EFFORTS = Map.of("none", ReasoningEffort.NONE, "minimal",
			ReasoningEffort.MINIMAL, "low", ReasoningEffort.LOW, "medium", ReasoningEffort.MEDIUM, "high",
			ReasoningEffort.HIGH, "xhigh", ReasoningEffort.MAX, "max", ReasoningEffort.MAX);

	private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

	private static final double SMALLEST_TOP_P = 1e-9;

	private final JsonMapper json;

	/**
	 * Create a reader.
	 * @param json the JSON mapper
	 */
	public ChatRequestReader(JsonMapper json) {
		this.json = json;
	}

	/**
	 * Read a request.
	 * @param body the body of the HTTP request
	 * @return the question
	 * @throws GatewayException when it is no request, with OpenAI's error
	 */
	public ChatQuestion read(byte[] body) {
		JsonNode tree = RequestJson.parse(this.json, body);
		UnknownFields unknown = new UnknownFields();
		RequestObject top = new RequestObject(tree, "", unknown);
		String model = top.requiredText("model");
		ChatRequestBuilder request = ChatRequest.builder().messages(new MessageReader().read(top));
		boolean stream = top.isSet("stream");
		boolean includeUsage = readStreamOptions(top, stream);
		refuseWhatCouldNotBeAnswered(top);
		readSampling(top, request);
		readTools(top, request);
		request.reasoningEffort(effort(top)).responseFormat(responseFormat(top));
		ignoreWhatChangesNothing(top);
		top.end();
		request.wireFields(unknown.toWireFields(this.json, tree));
		return new ChatQuestion(model, request.build(), stream, includeUsage);
	}

	// Padding is not sent anyway.
	private static boolean readStreamOptions(RequestObject top, boolean stream) {
		RequestObject options = top.object("stream_options");
		if (options == null) {
			return false;
		}
		if (!stream) {
			throw GatewayError
				.invalid(400, null, "stream_options",
						"The 'stream_options' parameter is only allowed when 'stream' is enabled.")
				.exception();
		}
		boolean includeUsage = options.isSet("include_usage");
		options.flag("include_obfuscation");
		options.end();
		return includeUsage;
	}

	private static void refuseWhatCouldNotBeAnswered(RequestObject top) {
		Long n = top.whole("n", 1, 128);
		if (n != null && n > 1) {
			throw top.unsupported("n", "send the request once for each answer");
		}
		if (top.isSet("logprobs") || top.get("top_logprobs") != null) {
			throw top.unsupported(top.isSet("logprobs") ? "logprobs" : "top_logprobs", "remove it");
		}
		JsonNode modalities = top.get("modalities");
		if (modalities != null && !modalities.valueStream().allMatch((mode) -> mode.asString("").equals("text"))) {
			throw top.unsupported("modalities", "ask for 'text' only");
		}
		for (String field : List.of("audio", "functions", "function_call")) {
			if (top.get(field) != null) {
				throw top.unsupported(field, field.equals("audio") ? "ask for text" : "use 'tools' and 'tool_choice'");
			}
		}
	}

	private static void readSampling(RequestObject top, ChatRequestBuilder request) {
		request.maxOutputTokens(maxTokens(top))
			.temperature(top.decimal("temperature", 0, 2))
			.topP(top.decimal("top_p", SMALLEST_TOP_P, 1))
			.frequencyPenalty(top.decimal("frequency_penalty", -2, 2))
			.presencePenalty(top.decimal("presence_penalty", -2, 2))
			.seed(top.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE))
			.stop(stop(top));
	}

	private static @Nullable Integer maxTokens(RequestObject top) {
		Long latest = top.whole("max_completion_tokens", 1, Integer.MAX_VALUE);
		Long older = top.whole("max_tokens", 1, Integer.MAX_VALUE);
		if (latest != null && older != null && !latest.equals(older)) {
			throw top.invalid("max_tokens", "invalid_parameter_combination",
					"it is an older name of 'max_completion_tokens'; send one of the two");
		}
		Long limit = (latest != null) ? latest : older;
		return (limit != null) ? limit.intValue() : null;
	}

	private static String[] stop(RequestObject top) {
		JsonNode stop = top.get("stop");
		if (stop == null) {
			return new String[0];
		}
		if (stop.isString()) {
			return new String[] { stop.stringValue() };
		}
		if (!stop.isArray() || !stop.valueStream().allMatch(JsonNode::isString)) {
			throw top.wrongType("stop", "a string or an array of strings", stop);
		}
		return stop.valueStream().map(JsonNode::stringValue).toArray(String[]::new);
	}

	private static void readTools(RequestObject top, ChatRequestBuilder request) {
		List<RequestObject> tools = top.objects("tools");
		for (RequestObject tool : (tools != null) ? tools : List.<RequestObject>of()) {
			if (!"function".equals(tool.requiredText("type"))) {
				throw tool.notOneOf("type", "function");
			}
			request.tool(tool(tool.requiredObject("function")));
			tool.end();
		}
		request.parallelToolCalls(top.flag("parallel_tool_calls")).toolChoice(toolChoice(top));
	}

	private static ToolDefinition tool(RequestObject function) {
		RequestObject parameters = function.object("parameters");
		ToolDefinition tool = new ToolDefinition(function.requiredText("name"), function.text("description"),
				(parameters != null) ? parameters.json() : NO_PARAMETERS, function.isSet("strict"));
		function.end();
		return tool;
	}

	private static @Nullable ToolChoice toolChoice(RequestObject top) {
		JsonNode choice = top.get("tool_choice");
		if (choice == null) {
			return null;
		}
		if (choice.isString()) {
			return switch (choice.stringValue()) {
				case "none" -> ToolChoice.none();
				case "auto" -> ToolChoice.auto();
				case "required" -> ToolChoice.required();
				default -> throw top.notOneOf("tool_choice", "none", "auto", "required");
			};
		}
		RequestObject chosen = top.requiredObject("tool_choice");
		String type = chosen.requiredText("type");
		if (type.equals("allowed_tools")) {
			top.passOn("tool_choice");
			return null;
		}
		if (!type.equals("function")) {
			throw chosen.notOneOf("type", "function", "allowed_tools");
		}
		RequestObject function = chosen.requiredObject("function");
		ToolChoice tool = ToolChoice.tool(function.requiredText("name"));
		function.end();
		chosen.end();
		return tool;
	}

	private static @Nullable ReasoningEffort effort(RequestObject top) {
		String word = top.text("reasoning_effort");
		if (word == null) {
			return null;
		}
		ReasoningEffort effort = EFFORTS.get(word);
		if (effort == null) {
			throw top.notOneOf("reasoning_effort", "none", "minimal", "low", "medium", "high", "xhigh");
		}
		return effort;
	}

	private static @Nullable ResponseFormat responseFormat(RequestObject top) {
		RequestObject format = top.object("response_format");
		if (format == null) {
			return null;
		}
		ResponseFormat read = switch (format.requiredText("type")) {
			case "text" -> null;
			case "json_object" -> ResponseFormat.jsonObject();
			case "json_schema" -> jsonSchema(format.requiredObject("json_schema"));
			default -> throw format.notOneOf("type", "text", "json_object", "json_schema");
		};
		format.end();
		return read;
	}

	private static ResponseFormat jsonSchema(RequestObject schema) {
		RequestObject body = schema.requiredObject("schema");
		ResponseFormat format = new ResponseFormat.JsonSchema(schema.requiredText("name"), body.json(),
				schema.isSet("strict"));
		schema.end();
		return format;
	}

	private static void ignoreWhatChangesNothing(RequestObject top) {
		top.ignoreIf("store", (value) -> value.isBoolean() && !value.booleanValue());
		top.ignoreIf("service_tier", (value) -> value.asString("").equals("auto"));
		top.ignoreIf("logit_bias", (value) -> value.isObject() && value.isEmpty());
		top.ignoreIf("metadata", (value) -> value.isObject() && value.isEmpty());
	}

}
