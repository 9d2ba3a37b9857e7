package io.llmrouter.gateway.openai;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.llmrouter.embedding.EmbeddingRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reader of requests for embeddings. Thread-safe.
 *
 * @since 0.1.0
 */
public final class EmbeddingRequestReader {

	/** Stands for tokens, which only OpenAI's wire can take. */
	private static final String TOKENS = "tokens";

	private final JsonMapper json;

	/**
	 * Create a reader.
	 * @param json the JSON mapper
	 */
	public EmbeddingRequestReader(JsonMapper json) {
		this.json = json;
	}

	/**
	 * Read a request.
	 * @param body the body of the HTTP request
	 * @return the question
	 * @throws GatewayException when it is no request, with OpenAI's error
	 */
	public EmbeddingQuestion read(byte[] body) {
		JsonNode tree = RequestJson.parse(this.json, body);
		UnknownFields unknown = new UnknownFields();
		RequestObject top = new RequestObject(tree, "", unknown);
		String model = top.requiredText("model");
		List<String> inputs = inputs(top, unknown);
		Long dimensions = top.whole("dimensions", 1, Integer.MAX_VALUE);
		String format = top.text("encoding_format");
		if (format != null && !format.equals("float") && !format.equals("base64")) {
			throw top.notOneOf("encoding_format", "float", "base64");
		}
		top.end();
		EmbeddingRequest request = new EmbeddingRequest(null, inputs,
				(dimensions != null) ? dimensions.intValue() : null, Map.of());
		return new EmbeddingQuestion(model, request, "base64".equals(format), unknown.toWireFields(this.json, tree));
	}

	private static List<String> inputs(RequestObject top, UnknownFields unknown) {
		JsonNode input = top.get("input");
		if (input == null) {
			throw top.missing("input");
		}
		if (input.isString()) {
			return List.of(input.stringValue());
		}
		if (!input.isArray() || input.isEmpty()) {
			throw top.wrongType("input", "a string or an array that is not empty", input);
		}
		if (input.valueStream().allMatch(JsonNode::isString)) {
			List<String> texts = new ArrayList<>(input.size());
			input.forEach((text) -> texts.add(text.stringValue()));
			return texts;
		}
		unknown.add("", "input");
		if (areTokens(input)) {
			return List.of(TOKENS);
		}
		if (!input.valueStream().allMatch(EmbeddingRequestReader::areTokens)) {
			throw top.wrongType("input", "strings, tokens or arrays of tokens", input);
		}
		return Collections.nCopies(input.size(), TOKENS);
	}

	private static boolean areTokens(JsonNode node) {
		return node.isArray() && !node.isEmpty() && node.valueStream().allMatch(JsonNode::isIntegralNumber);
	}

}
