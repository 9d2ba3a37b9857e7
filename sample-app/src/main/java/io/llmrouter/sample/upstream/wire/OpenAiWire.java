package io.llmrouter.sample.upstream.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.llmrouter.sample.upstream.answer.Answer;
import io.llmrouter.sample.upstream.answer.Failure;
import io.llmrouter.sample.upstream.answer.Prompt;
import io.llmrouter.sample.upstream.answer.PromptCollector;
import io.llmrouter.sample.upstream.answer.PromptCollector.Role;
import io.llmrouter.sample.upstream.answer.Question;
import io.llmrouter.sample.upstream.answer.Refusal;
import io.llmrouter.sample.upstream.answer.ToolUse;
import io.llmrouter.sample.upstream.answer.ToolUse.Mode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's chat completions.
 *
 * @since 0.1.0
 */
public final class OpenAiWire implements Wire {

	private static final String REQUEST_ID = "x-request-id";

	private static final String INVALID = "invalid_request_error";

	@Override
	public Question read(WireRequest request) {
		requireKey(request);
		JsonNode body = request.body();
		return new Question(model(body), prompt(body.path("messages")), tools(body), schema(body),
				WireJson.limit(body.path(body.has("max_completion_tokens") ? "max_completion_tokens" : "max_tokens")),
				body.path("stream").asBoolean(false),
				body.path("stream_options").path("include_usage").asBoolean(false));
	}

	/**
	 * Check that a request has a key.
	 * @param request the request
	 */
	public static void requireKey(WireRequest request) {
		if (!request.hasKey("authorization")) {
			throw Refusal.of(Failure.AUTHENTICATION, "You didn't provide an API key.").exception();
		}
	}

	/**
	 * Return the model of a request.
	 * @param body the body
	 * @return the model
	 */
	public static String model(JsonNode body) {
		String model = body.path("model").asString("");
		if (model.isEmpty()) {
			throw Refusal.invalid("You must provide a model parameter.");
		}
		return model;
	}

	private static Prompt prompt(JsonNode messages) {
		if (!messages.isArray() || messages.isEmpty()) {
			throw Refusal.invalid("'messages' must be an array of at least one message.");
		}
		PromptCollector prompt = new PromptCollector();
		for (JsonNode message : messages) {
			String role = message.path("role").asString("");
			prompt.message(role(role));
			addContent(prompt, message.path("content"), role.equals("tool"));
		}
		return prompt.prompt();
	}

	static Role role(String role) {
		return switch (role) {
			case "user" -> Role.USER;
			case "assistant" -> Role.ASSISTANT;
			case "tool" -> Role.TOOL;
			case "system", "developer" -> Role.SYSTEM;
			default -> throw Refusal.invalid("A message has no role that is known.");
		};
	}

	private static void addContent(PromptCollector prompt, JsonNode content, boolean result) {
		if (content.isString()) {
			addText(prompt, content.stringValue(), result);
		}
		for (JsonNode part : content) {
			switch (part.path("type").asString("")) {
				case "text" -> addText(prompt, part.path("text").asString(""), result);
				case "refusal" -> prompt.text(part.path("refusal").asString(""));
				case "image_url" -> prompt.attachment(base64(part.path("image_url").path("url").asString("")));
				case "input_audio" -> prompt.attachment(part.path("input_audio").path("data").asString(""));
				case "file" -> prompt.attachment(base64(part.path("file").path("file_data").asString("")));
				default -> throw Refusal.invalid("A message has a part whose type is not known.");
			}
		}
	}

	private static void addText(PromptCollector prompt, String text, boolean result) {
		if (result) {
			prompt.toolResult(text);
		}
		else {
			prompt.text(text);
		}
	}

	private static @Nullable String base64(String url) {
		if (url.startsWith("https://") || url.startsWith("http://")) {
			return null;
		}
		int start = url.indexOf(";base64,");
		if (!url.startsWith("data:") || start < 0) {
			throw Refusal.invalid("The URL of an attachment is neither a web address nor base64 data.");
		}
		return url.substring(start + ";base64,".length());
	}

	private static ToolUse tools(JsonNode body) {
		JsonNode choice = body.path("tool_choice");
		String named = choice.isObject() ? choice.path("function").path("name").asString("") : null;
		Mode mode = switch (choice.asString("")) {
			case "none" -> Mode.NONE;
			case "required" -> Mode.REQUIRED;
			default -> (named != null) ? Mode.REQUIRED : Mode.AUTO;
		};
		return new ToolUse(functions(body.path("tools")), mode, named,
				body.path("parallel_tool_calls").asBoolean(true));
	}

	static List<ToolUse.Tool> functions(JsonNode tools) {
		List<ToolUse.Tool> functions = new ArrayList<>(tools.size());
		for (JsonNode tool : tools) {
			JsonNode function = tool.path("function");
			functions.add(new ToolUse.Tool(function.path("name").asString(""), function.path("parameters")));
		}
		return functions;
	}

	private static @Nullable JsonNode schema(JsonNode body) {
		JsonNode format = body.path("response_format");
		return switch (format.path("type").asString("text")) {
			case "json_schema" -> format.path("json_schema").path("schema");
			case "json_object" -> WireJson.ANY_OBJECT;
			default -> null;
		};
	}

	@Override
	public AnswerWriter writer(Answer answer) {
		return new OpenAiAnswer(answer);
	}

	@Override
	public Map<String, String> headers() {
		return WireJson.headers(REQUEST_ID, null);
	}

	@Override
	public ErrorReply error(Refusal refusal) {
		ErrorWords words = words(refusal.failure()).or(refusal);
		ObjectNode body = WireJson.object();
		body.putObject("error")
			.put("message", words.message())
			.put("type", words.type())
			.putNull("param")
			.put("code", words.code());
		return new ErrorReply(words.status(), WireJson.headers(REQUEST_ID, refusal), body.toString());
	}

	private static ErrorWords words(Failure failure) {
		return switch (failure) {
			case INVALID_REQUEST -> new ErrorWords(400, INVALID, "The request is not valid.");
			case UNSUPPORTED_FEATURE -> new ErrorWords(400, INVALID, "unsupported_value",
					"Unsupported value: the model does not support this value.");
			case CONTEXT_LENGTH_EXCEEDED -> new ErrorWords(400, INVALID, "context_length_exceeded",
					"This model's maximum context length is 128000 tokens.");
			case REQUEST_TOO_LARGE -> new ErrorWords(413, INVALID, "The request is larger than 1 MiB.");
			case CONTENT_FILTER -> new ErrorWords(400, INVALID, "content_policy_violation",
					"Your request was rejected by the safety system.");
			case AUTHENTICATION -> new ErrorWords(401, INVALID, "invalid_api_key", "Incorrect API key provided.");
			case PERMISSION_DENIED -> new ErrorWords(403, "request_forbidden", "unsupported_country_region_territory",
					"Country, region, or territory not supported");
			case NOT_FOUND -> new ErrorWords(404, INVALID, "model_not_found", "The model does not exist.");
			case QUOTA_EXHAUSTED -> new ErrorWords(429, "insufficient_quota", "insufficient_quota",
					"You exceeded your current quota, please check your plan and billing details.");
			case RATE_LIMITED -> new ErrorWords(429, "requests", "rate_limit_exceeded",
					"Rate limit reached for requests. Please try again later.");
			case OVERLOADED -> new ErrorWords(503, "service_unavailable_error", "server_is_overloaded",
					"The server is overloaded. Please try again later.");
			case SERVER_ERROR ->
				new ErrorWords(500, "server_error", "The server had an error while processing your request.");
			case TIMEOUT -> new ErrorWords(408, "timeout", "The request did not arrive in time.");
		};
	}

}
