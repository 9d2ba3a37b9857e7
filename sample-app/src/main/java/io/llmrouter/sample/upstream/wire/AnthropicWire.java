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
 * Anthropic's messages.
 *
 * @since 0.1.0
 */
public final class AnthropicWire implements Wire {

	private static final String REQUEST_ID = "request-id";

	private static final String INVALID = "invalid_request_error";

	@Override
	public Question read(WireRequest request) {
		requireHeaders(request);
		JsonNode body = request.body();
		String model = body.path("model").asString("");
		Integer limit = WireJson.limit(body.path("max_tokens"));
		if (model.isEmpty() || limit == null) {
			throw Refusal.invalid((model.isEmpty() ? "model" : "max_tokens") + ": Field required");
		}
		return new Question(model, prompt(body), tools(body), schema(body), limit, body.path("stream").asBoolean(false),
				true);
	}

	private static void requireHeaders(WireRequest request) {
		if (!request.hasKey("x-api-key") && !request.hasKey("authorization")) {
			throw Refusal.of(Failure.AUTHENTICATION, "x-api-key header is required").exception();
		}
		if (!request.headers().contains("anthropic-version")) {
			throw Refusal.invalid("anthropic-version: header is required");
		}
	}

	private static Prompt prompt(JsonNode body) {
		JsonNode messages = body.path("messages");
		if (!messages.isArray() || messages.isEmpty()) {
			throw Refusal.invalid("messages: at least one message is required");
		}
		PromptCollector prompt = new PromptCollector();
		addContent(prompt, body.path("system"));
		for (JsonNode message : messages) {
			prompt.message(role(message.path("role").asString("")));
			addContent(prompt, message.path("content"));
		}
		return prompt.prompt();
	}

	private static Role role(String role) {
		return switch (role) {
			case "user" -> Role.USER;
			case "assistant" -> Role.ASSISTANT;
			default -> throw Refusal.invalid("messages: Input should be 'user' or 'assistant'");
		};
	}

	private static void addContent(PromptCollector prompt, JsonNode content) {
		if (content.isString()) {
			prompt.text(content.stringValue());
		}
		for (JsonNode block : content) {
			switch (block.path("type").asString("")) {
				case "text" -> prompt.text(block.path("text").asString(""));
				case "image", "document" -> addSource(prompt, block.path("source"));
				case "tool_result" -> prompt.toolResult(text(block.path("content")));
				case "tool_use", "thinking", "redacted_thinking" -> {
					// What the model said before shapes no answer.
				}
				default -> throw Refusal.invalid("messages: a content block has no type that is known");
			}
		}
	}

	private static void addSource(PromptCollector prompt, JsonNode source) {
		boolean base64 = source.path("type").asString("").equals("base64");
		prompt.attachment(base64 ? source.path("data").asString("") : null);
	}

	private static String text(JsonNode content) {
		if (content.isString()) {
			return content.stringValue();
		}
		StringBuilder text = new StringBuilder();
		content.forEach((block) -> text.append(block.path("text").asString("")));
		return text.toString();
	}

	private static ToolUse tools(JsonNode body) {
		List<ToolUse.Tool> tools = new ArrayList<>();
		for (JsonNode tool : body.path("tools")) {
			tools.add(new ToolUse.Tool(tool.path("name").asString(""), tool.path("input_schema")));
		}
		JsonNode choice = body.path("tool_choice");
		Mode mode = switch (choice.path("type").asString("auto")) {
			case "none" -> Mode.NONE;
			case "any", "tool" -> Mode.REQUIRED;
			default -> Mode.AUTO;
		};
		String named = choice.path("name").isString() ? choice.path("name").stringValue() : null;
		return new ToolUse(tools, mode, named, !choice.path("disable_parallel_tool_use").asBoolean(false));
	}

	private static @Nullable JsonNode schema(JsonNode body) {
		JsonNode format = body.path("output_config").path("format");
		return format.path("type").asString("").equals("json_schema") ? format.path("schema") : null;
	}

	@Override
	public AnswerWriter writer(Answer answer) {
		return new AnthropicAnswer(answer);
	}

	@Override
	public Map<String, String> headers() {
		return WireJson.headers(REQUEST_ID, null);
	}

	@Override
	public ErrorReply error(Refusal refusal) {
		ErrorWords words = words(refusal.failure()).or(refusal);
		Map<String, String> headers = WireJson.headers(REQUEST_ID, refusal);
		ObjectNode body = WireJson.object().put("type", "error");
		body.putObject("error").put("type", words.type()).put("message", words.message());
		body.put("request_id", headers.get(REQUEST_ID));
		return new ErrorReply(words.status(), headers, body.toString());
	}

	private static ErrorWords words(Failure failure) {
		return switch (failure) {
			case INVALID_REQUEST -> new ErrorWords(400, INVALID, "The request is not valid.");
			case UNSUPPORTED_FEATURE ->
				new ErrorWords(400, INVALID, "adaptive thinking is not supported on this model");
			case CONTEXT_LENGTH_EXCEEDED ->
				new ErrorWords(400, INVALID, "prompt is too long: 214375 tokens > 200000 maximum");
			case REQUEST_TOO_LARGE ->
				new ErrorWords(413, "request_too_large", "Request exceeds the maximum allowed number of bytes.");
			case CONTENT_FILTER -> new ErrorWords(400, INVALID, "Output blocked by content filtering policy");
			case AUTHENTICATION -> new ErrorWords(401, "authentication_error", "invalid x-api-key");
			case PERMISSION_DENIED -> new ErrorWords(403, "permission_error",
					"Your API key does not have permission to use the specified resource.");
			case NOT_FOUND -> new ErrorWords(404, "not_found_error", "model: not found");
			case QUOTA_EXHAUSTED ->
				new ErrorWords(402, "billing_error", "There is an issue with your billing or payment information.");
			case RATE_LIMITED -> new ErrorWords(429, "rate_limit_error",
					"This request would exceed your organization's rate limit of 50 requests per minute.");
			case OVERLOADED -> new ErrorWords(529, "overloaded_error", "Overloaded");
			case SERVER_ERROR -> new ErrorWords(500, "api_error", "Internal server error");
			case TIMEOUT -> new ErrorWords(504, "timeout_error", "The request timed out while processing.");
		};
	}

}
