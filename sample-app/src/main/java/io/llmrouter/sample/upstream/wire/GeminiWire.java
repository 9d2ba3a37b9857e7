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
 * Gemini's {@code generateContent} and {@code streamGenerateContent}. A stream without
 * {@code alt=sse}, which is an array at Google, is refused.
 *
 * @since 0.1.0
 */
public final class GeminiWire implements Wire {

	private static final String INVALID = "INVALID_ARGUMENT";

	private static final String INFO = "type.googleapis.com/google.rpc.";

	@Override
	public Question read(WireRequest request) {
		requireKey(request);
		boolean stream = request.uri().contains(":streamGenerateContent");
		if (stream && !request.uri().contains("alt=sse")) {
			throw Refusal.invalid("This simulation streams with alt=sse only.");
		}
		JsonNode body = request.body();
		JsonNode config = body.path("generationConfig");
		return new Question(request.model(), prompt(body), tools(body), schema(config),
				WireJson.limit(config.path("maxOutputTokens")), stream, true);
	}

	/**
	 * Check that a request has a key.
	 * @param request the request
	 */
	public static void requireKey(WireRequest request) {
		if (!request.hasKey("x-goog-api-key")) {
			throw Refusal
				.of(Failure.PERMISSION_DENIED,
						"Method doesn't allow unregistered callers (callers without established identity).")
				.exception();
		}
	}

	private static Prompt prompt(JsonNode body) {
		JsonNode contents = body.path("contents");
		if (!contents.isArray() || contents.isEmpty()) {
			throw Refusal.invalid("* GenerateContentRequest.contents: contents is not specified");
		}
		PromptCollector prompt = new PromptCollector();
		addParts(prompt, body.path("systemInstruction"));
		for (JsonNode content : contents) {
			prompt.message(content.path("role").asString("user").equals("model") ? Role.ASSISTANT : Role.USER);
			addParts(prompt, content);
		}
		return prompt.prompt();
	}

	private static void addParts(PromptCollector prompt, JsonNode content) {
		for (JsonNode part : content.path("parts")) {
			if (part.has("text")) {
				prompt.text(part.path("text").asString(""));
			}
			else if (part.has("inlineData")) {
				prompt.attachment(part.path("inlineData").path("data").asString(""));
			}
			else if (part.has("fileData")) {
				prompt.attachment(null);
			}
			else if (part.has("functionResponse")) {
				prompt.toolResult(part.path("functionResponse").path("response").toString());
			}
			else if (!part.has("functionCall")) {
				throw Refusal.invalid("A part has no data that is known.");
			}
		}
	}

	private static ToolUse tools(JsonNode body) {
		List<ToolUse.Tool> tools = new ArrayList<>();
		for (JsonNode declaration : body.path("tools").path(0).path("functionDeclarations")) {
			String schema = declaration.has("parametersJsonSchema") ? "parametersJsonSchema" : "parameters";
			tools.add(new ToolUse.Tool(declaration.path("name").asString(""), declaration.path(schema)));
		}
		JsonNode config = body.path("toolConfig").path("functionCallingConfig");
		Mode mode = switch (config.path("mode").asString("AUTO")) {
			case "NONE" -> Mode.NONE;
			case "ANY" -> Mode.REQUIRED;
			default -> Mode.AUTO;
		};
		JsonNode allowed = config.path("allowedFunctionNames");
		return new ToolUse(tools, mode, (allowed.size() == 1) ? allowed.path(0).asString("") : null, true);
	}

	private static @Nullable JsonNode schema(JsonNode config) {
		if (!config.path("responseMimeType").asString("").equals("application/json")) {
			return null;
		}
		JsonNode schema = config.path(config.has("responseJsonSchema") ? "responseJsonSchema" : "responseSchema");
		return schema.isObject() ? schema : WireJson.ANY_OBJECT;
	}

	@Override
	public AnswerWriter writer(Answer answer) {
		return new GeminiAnswer(answer);
	}

	@Override
	public Map<String, String> headers() {
		return Map.of();
	}

	@Override
	public ErrorReply error(Refusal refusal) {
		ErrorWords words = words(refusal.failure()).or(refusal);
		ObjectNode body = WireJson.object();
		if (words.type().isEmpty()) {
			body.putObject("promptFeedback").put("blockReason", "PROHIBITED_CONTENT");
			return new ErrorReply(words.status(), Map.of(), body.toString());
		}
		ObjectNode error = body.putObject("error")
			.put("code", words.status())
			.put("message", words.message())
			.put("status", words.type());
		if (words.code() != null) {
			detail(error, "ErrorInfo").put("reason", words.code()).put("domain", "googleapis.com");
		}
		if (refusal.retryAfter() != null) {
			detail(error, "RetryInfo").put("retryDelay", refusal.retryAfter().toSeconds() + "s");
		}
		return new ErrorReply(words.status(), Map.of(), body.toString());
	}

	private static ObjectNode detail(ObjectNode error, String type) {
		return error.withArrayProperty("details").addObject().put("@type", INFO + type);
	}

	private static ErrorWords words(Failure failure) {
		return switch (failure) {
			case INVALID_REQUEST -> new ErrorWords(400, INVALID, "Request contains an invalid argument.");
			case UNSUPPORTED_FEATURE ->
				new ErrorWords(400, INVALID, "Developer instruction is not enabled for this model");
			case CONTEXT_LENGTH_EXCEEDED -> new ErrorWords(400, INVALID,
					"The input token count (1196265) exceeds the maximum number of tokens allowed (1048575).");
			case REQUEST_TOO_LARGE ->
				new ErrorWords(400, INVALID, "Request payload size exceeds the limit: 1048576 bytes.");
			// A blocked prompt is no error on this wire, but an answer without
			// candidates.
			case CONTENT_FILTER -> new ErrorWords(200, "", "");
			case AUTHENTICATION ->
				new ErrorWords(400, INVALID, "API_KEY_INVALID", "API key not valid. Please pass a valid API key.");
			case PERMISSION_DENIED -> new ErrorWords(403, "PERMISSION_DENIED", "The caller does not have permission");
			case NOT_FOUND -> new ErrorWords(404, "NOT_FOUND", "The model is not found for API version v1beta.");
			case QUOTA_EXHAUSTED -> new ErrorWords(402, "RESOURCE_EXHAUSTED", "Your prepayment credits are depleted.");
			case RATE_LIMITED ->
				new ErrorWords(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).");
			case OVERLOADED -> new ErrorWords(503, "UNAVAILABLE", "The model is overloaded. Please try again later.");
			case SERVER_ERROR -> new ErrorWords(500, "INTERNAL", "An internal error has occurred.");
			case TIMEOUT ->
				new ErrorWords(504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete.");
		};
	}

}
