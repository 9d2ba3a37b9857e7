package io.llmrouter.sample.upstream;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The few things of a chat completion request that shape a simulated answer.
 *
 * @param model the model asked for
 * @param stream whether the answer is wanted token by token
 * @param includeUsage whether the stream shall end in a usage chunk
 * @param promptLength characters of all messages
 * @param maxTokens the greatest number of tokens wanted, or {@code null}
 */
record CompletionRequest(String model, boolean stream, boolean includeUsage, int promptLength,
		@Nullable Integer maxTokens) {

	private static final JsonMapper MAPPER = new JsonMapper();

	/**
	 * Read a request.
	 * @param body the bytes of its body
	 * @return the request
	 * @throws UpstreamError.RequestRejectedException if it is not a JSON object that
	 * names a model and holds messages
	 */
	static CompletionRequest parse(byte[] body) {
		JsonNode root = json(body);
		String model = root.path("model").asString("");
		JsonNode messages = root.path("messages");
		if (model.isEmpty()) {
			throw UpstreamError.invalidRequest("You must provide a model parameter.").rejection();
		}
		if (!messages.isArray() || messages.isEmpty()) {
			throw UpstreamError.invalidRequest("'messages' must be an array of at least one message.").rejection();
		}
		return new CompletionRequest(model, root.path("stream").asBoolean(false),
				root.path("stream_options").path("include_usage").asBoolean(false), promptLength(messages),
				maxTokens(root));
	}

	private static JsonNode json(byte[] body) {
		try {
			return MAPPER.readTree(body);
		}
		catch (JacksonException ex) {
			// Jackson's message may quote the body: it is not passed on.
			throw UpstreamError.invalidRequest("We could not parse the JSON body of your request.").rejection();
		}
	}

	private static int promptLength(JsonNode messages) {
		int length = 0;
		for (JsonNode message : messages) {
			length += textLength(message.path("content"));
		}
		return length;
	}

	private static int textLength(JsonNode content) {
		if (!content.isArray()) {
			return content.asString("").length();
		}
		int length = 0;
		for (JsonNode part : content) {
			length += part.path("text").asString("").length();
		}
		return length;
	}

	private static @Nullable Integer maxTokens(JsonNode root) {
		JsonNode limit = root.path(root.has("max_completion_tokens") ? "max_completion_tokens" : "max_tokens");
		return limit.canConvertToInt() ? Integer.valueOf(Math.max(1, limit.asInt())) : null;
	}

}
