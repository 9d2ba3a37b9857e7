package io.llmrouter.gateway.openai;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

import io.llmrouter.chat.TokenUsage;
import io.llmrouter.embedding.EmbeddingResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writer of embeddings. Thread-safe.
 *
 * @since 0.1.0
 */
public final class EmbeddingAnswerWriter {

	private final AnswerJson json;

	/**
	 * Create a writer.
	 * @param json the JSON mapper
	 */
	public EmbeddingAnswerWriter(JsonMapper json) {
		this.json = new AnswerJson(json);
	}

	/**
	 * Write vectors.
	 * @param response the vectors
	 * @param model the model that was asked, told where the provider names none
	 * @param base64 whether to write them as Base64 of little-endian floats
	 * @return the JSON
	 */
	public byte[] write(EmbeddingResponse response, String model, boolean base64) {
		ObjectNode body = this.json.object().put("object", "list");
		ArrayNode data = body.putArray("data");
		List<float[]> vectors = response.vectors();
		for (int i = 0; i < vectors.size(); i++) {
			ObjectNode embedding = data.addObject().put("object", "embedding").put("index", i);
			if (base64) {
				embedding.put("embedding", base64(vectors.get(i)));
			}
			else {
				writeNumbers(embedding.putArray("embedding"), vectors.get(i));
			}
		}
		body.put("model", Objects.requireNonNullElse(response.model(), model));
		writeUsage(body, response.usage());
		return this.json.bytes(body);
	}

	private static void writeNumbers(ArrayNode target, float[] vector) {
		for (float number : vector) {
			target.add(number);
		}
	}

	private static String base64(float[] vector) {
		ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		bytes.asFloatBuffer().put(vector);
		return Base64.getEncoder().encodeToString(bytes.array());
	}

	// Nothing is generated: the total is the input.
	private static void writeUsage(ObjectNode body, @Nullable TokenUsage usage) {
		if (usage != null && usage.inputTokens() != null) {
			body.putObject("usage").put("prompt_tokens", usage.inputTokens()).put("total_tokens", usage.inputTokens());
		}
	}

}
