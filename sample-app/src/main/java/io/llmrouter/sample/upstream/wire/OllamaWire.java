package io.llmrouter.sample.upstream.wire;

import java.util.Map;

import io.llmrouter.sample.upstream.answer.Answer;
import io.llmrouter.sample.upstream.answer.Failure;
import io.llmrouter.sample.upstream.answer.Prompt;
import io.llmrouter.sample.upstream.answer.PromptCollector;
import io.llmrouter.sample.upstream.answer.Question;
import io.llmrouter.sample.upstream.answer.Refusal;
import io.llmrouter.sample.upstream.answer.ToolUse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Ollama's {@code /api/chat}, which needs no key, streams lines unless told otherwise and
 * tells errors as a text alone.
 *
 * @since 0.1.0
 */
public final class OllamaWire implements Wire {

	@Override
	public Question read(WireRequest request) {
		JsonNode body = request.body();
		return new Question(model(body), prompt(body.path("messages")), tools(body), schema(body.path("format")),
				WireJson.limit(body.path("options").path("num_predict")), body.path("stream").asBoolean(true), true);
	}

	/**
	 * Return the model of a request.
	 * @param body the body
	 * @return the model
	 */
	public static String model(JsonNode body) {
		String model = body.path("model").asString("");
		if (model.isEmpty()) {
			throw Refusal.invalid("model is required");
		}
		return model;
	}

	private static Prompt prompt(JsonNode messages) {
		if (!messages.isArray() || messages.isEmpty()) {
			throw Refusal.invalid("messages are required");
		}
		PromptCollector prompt = new PromptCollector();
		for (JsonNode message : messages) {
			String role = message.path("role").asString("");
			String content = message.path("content").asString("");
			prompt.message(OpenAiWire.role(role));
			if (role.equals("tool")) {
				prompt.toolResult(content);
			}
			else {
				prompt.text(content);
			}
			message.path("images").forEach((image) -> prompt.attachment(image.asString("")));
		}
		return prompt.prompt();
	}

	private static ToolUse tools(JsonNode body) {
		return new ToolUse(OpenAiWire.functions(body.path("tools")), ToolUse.Mode.AUTO, null, true);
	}

	private static @Nullable JsonNode schema(JsonNode format) {
		if (format.asString("").equals("json")) {
			return WireJson.ANY_OBJECT;
		}
		return format.isObject() ? format : null;
	}

	@Override
	public AnswerWriter writer(Answer answer) {
		return new OllamaAnswer(answer);
	}

	@Override
	public String streamType() {
		return "application/x-ndjson";
	}

	@Override
	public Map<String, String> headers() {
		return Map.of();
	}

	@Override
	public ErrorReply error(Refusal refusal) {
		ErrorWords words = words(refusal.failure()).or(refusal);
		return new ErrorReply(words.status(), Map.of(), WireJson.object().put("error", words.message()).toString());
	}

	private static ErrorWords words(Failure failure) {
		return switch (failure) {
			case INVALID_REQUEST -> new ErrorWords(400, "", "invalid request");
			case UNSUPPORTED_FEATURE -> new ErrorWords(400, "", "the model does not support tools");
			case CONTEXT_LENGTH_EXCEEDED -> new ErrorWords(400, "", "the input length exceeds the context length");
			case REQUEST_TOO_LARGE -> new ErrorWords(413, "", "request body too large");
			// The server has no filter of its own.
			case CONTENT_FILTER -> new ErrorWords(400, "", "the prompt was refused");
			case AUTHENTICATION -> new ErrorWords(401, "", "unauthorized");
			case PERMISSION_DENIED -> new ErrorWords(403, "", "this model requires a subscription, upgrade for access");
			case NOT_FOUND -> new ErrorWords(404, "", "model not found, try pulling it first");
			case QUOTA_EXHAUSTED -> new ErrorWords(429, "", "you've reached your weekly usage limit");
			case RATE_LIMITED -> new ErrorWords(429, "", "too many concurrent requests");
			case OVERLOADED ->
				new ErrorWords(503, "", "server busy, please try again.  maximum pending requests exceeded");
			case SERVER_ERROR -> new ErrorWords(500, "", "llama runner process has terminated: exit status 2");
			case TIMEOUT -> new ErrorWords(504, "", "timed out waiting for the model to load");
		};
	}

}
