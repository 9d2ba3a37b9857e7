package io.llmrouter.sample.upstream.embedding;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.sample.upstream.wire.GeminiWire;
import io.llmrouter.sample.upstream.wire.Wire;
import io.llmrouter.sample.upstream.wire.WireRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gemini's {@code batchEmbedContents}, which tells no usage. The first request of a batch
 * decides the dimensions of all.
 *
 * @since 0.1.0
 */
public final class GeminiEmbeddings implements EmbeddingWire {

	private static final int DIMENSIONS = 3072;

	private final Wire wire = new GeminiWire();

	@Override
	public EmbeddingQuestion read(WireRequest request) {
		GeminiWire.requireKey(request);
		JsonNode requests = request.body().path("requests");
		List<String> texts = new ArrayList<>(requests.size());
		requests.forEach((next) -> texts.add(text(next.path("content").path("parts"))));
		return new EmbeddingQuestion(request.model(), texts,
				EmbeddingQuestion.dimensions(requests.path(0).path("outputDimensionality"), DIMENSIONS), false);
	}

	private static String text(JsonNode parts) {
		StringBuilder text = new StringBuilder();
		parts.forEach((part) -> text.append(part.path("text").asString("")));
		return text.toString();
	}

	@Override
	public String write(EmbeddingQuestion question, List<float[]> vectors) {
		ObjectNode body = JsonNodeFactory.instance.objectNode();
		ArrayNode embeddings = body.putArray("embeddings");
		vectors.forEach((vector) -> embeddings.addObject().set("values", OpenAiEmbeddings.numbers(vector)));
		return body.toString();
	}

	@Override
	public Wire wire() {
		return this.wire;
	}

}
