package io.llmrouter.sample.upstream.embedding;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.sample.upstream.answer.Answer;
import io.llmrouter.sample.upstream.wire.OllamaWire;
import io.llmrouter.sample.upstream.wire.Wire;
import io.llmrouter.sample.upstream.wire.WireRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Ollama's {@code /api/embed}. The input is a text or an array of texts.
 *
 * @since 0.1.0
 */
public final class OllamaEmbeddings implements EmbeddingWire {

	private static final int DIMENSIONS = 768;

	private static final long NANOS = 14_143_917;

	private final Wire wire = new OllamaWire();

	@Override
	public EmbeddingQuestion read(WireRequest request) {
		JsonNode body = request.body();
		List<String> texts = new ArrayList<>();
		if (body.path("input").isArray()) {
			body.path("input").forEach((text) -> texts.add(text.asString("")));
		}
		else {
			texts.add(body.path("input").asString(""));
		}
		return new EmbeddingQuestion(OllamaWire.model(body), texts,
				EmbeddingQuestion.dimensions(body.path("dimensions"), DIMENSIONS), false);
	}

	@Override
	public String write(EmbeddingQuestion question, List<float[]> vectors) {
		ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", question.model());
		ArrayNode embeddings = body.putArray("embeddings");
		vectors.forEach((vector) -> embeddings.add(OpenAiEmbeddings.numbers(vector)));
		return body.put("total_duration", NANOS)
			.put("load_duration", NANOS)
			.put("prompt_eval_count", Answer.tokens(question.length()))
			.toString();
	}

	@Override
	public Wire wire() {
		return this.wire;
	}

}
