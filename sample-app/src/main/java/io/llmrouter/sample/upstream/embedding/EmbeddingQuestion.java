package io.llmrouter.sample.upstream.embedding;

import java.util.List;

import io.llmrouter.sample.upstream.answer.Refusal;
import tools.jackson.databind.JsonNode;

/**
 * Texts to embed. Its text form shows no content.
 *
 * @param model the model asked for
 * @param texts the texts
 * @param dimensions the length of a vector, 1 to {@value #MAX_DIMENSIONS}
 * @param base64 whether vectors are wanted as the base64 of their bytes
 * @since 0.1.0
 */
public record EmbeddingQuestion(String model, List<String> texts, int dimensions, boolean base64) {

	static final int MAX_DIMENSIONS = 3072;

	static final int MAX_TEXTS = 2048;

	/**
	 * Create a question.
	 * @throws io.llmrouter.sample.upstream.answer.RefusedException where there is no
	 * text, an empty one or too many, or where the vectors are too long
	 */
	public EmbeddingQuestion {
		texts = List.copyOf(texts);
		if (texts.isEmpty() || texts.size() > MAX_TEXTS || texts.stream().anyMatch(String::isEmpty)) {
			throw Refusal.invalid("The input must hold 1 to " + MAX_TEXTS + " texts, none of them empty.");
		}
		if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
			throw Refusal.invalid("The dimensions must be 1 to " + MAX_DIMENSIONS + ".");
		}
	}

	static int dimensions(JsonNode wanted, int otherwise) {
		return wanted.isIntegralNumber() ? wanted.asInt(0) : otherwise;
	}

	/**
	 * Return the characters of all texts.
	 * @return the characters
	 */
	public int length() {
		return this.texts.stream().mapToInt(String::length).sum();
	}

	@Override
	public String toString() {
		return "EmbeddingQuestion[" + this.model + ", " + this.texts.size() + " texts]";
	}

}
