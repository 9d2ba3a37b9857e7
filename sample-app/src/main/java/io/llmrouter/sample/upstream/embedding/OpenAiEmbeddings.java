package io.llmrouter.sample.upstream.embedding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import io.llmrouter.sample.upstream.answer.Answer;
import io.llmrouter.sample.upstream.wire.OpenAiWire;
import io.llmrouter.sample.upstream.wire.Wire;
import io.llmrouter.sample.upstream.wire.WireRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's embeddings. The input is a text, an array of texts, or token numbers in one or
 * two arrays; a vector is an array of numbers or the base64 of its floats, lowest byte
 * first.
 *
 * @since 0.1.0
 */
public final class OpenAiEmbeddings implements EmbeddingWire {

	private static final int DIMENSIONS = 1536;

	private final Wire wire = new OpenAiWire();

	@Override
	public EmbeddingQuestion read(WireRequest request) {
		OpenAiWire.requireKey(request);
		JsonNode body = request.body();
		return new EmbeddingQuestion(OpenAiWire.model(body), texts(body.path("input")),
				EmbeddingQuestion.dimensions(body.path("dimensions"), DIMENSIONS),
				body.path("encoding_format").asString("float").equals("base64"));
	}

	private static List<String> texts(JsonNode input) {
		if (!input.isArray() || input.path(0).isNumber()) {
			return List.of(text(input));
		}
		List<String> texts = new ArrayList<>(input.size());
		input.forEach((element) -> texts.add(text(element)));
		return texts;
	}

	private static String text(JsonNode input) {
		return input.isArray() ? input.toString() : input.asString("");
	}

	@Override
	public String write(EmbeddingQuestion question, List<float[]> vectors) {
		ObjectNode body = JsonNodeFactory.instance.objectNode().put("object", "list");
		ArrayNode data = body.putArray("data");
		for (float[] vector : vectors) {
			ObjectNode entry = data.addObject().put("object", "embedding").put("index", data.size() - 1);
			entry.set("embedding", question.base64() ? base64(vector) : numbers(vector));
		}
		int tokens = Answer.tokens(question.length());
		body.put("model", question.model()).putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
		return body.toString();
	}

	static JsonNode numbers(float[] vector) {
		ArrayNode numbers = JsonNodeFactory.instance.arrayNode(vector.length);
		for (float value : vector) {
			numbers.add(value);
		}
		return numbers;
	}

	private static JsonNode base64(float[] vector) {
		ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		bytes.asFloatBuffer().put(vector);
		return JsonNodeFactory.instance.stringNode(Base64.getEncoder().encodeToString(bytes.array()));
	}

	@Override
	public Wire wire() {
		return this.wire;
	}

}
