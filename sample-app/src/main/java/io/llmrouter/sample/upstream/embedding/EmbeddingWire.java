package io.llmrouter.sample.upstream.embedding;

import java.util.List;

import io.llmrouter.sample.upstream.answer.RefusedException;
import io.llmrouter.sample.upstream.wire.Wire;
import io.llmrouter.sample.upstream.wire.WireRequest;

/**
 * Protocol of embeddings. Thread-safe.
 *
 * @since 0.1.0
 */
public interface EmbeddingWire {

	/**
	 * Read a request.
	 * @param request the request
	 * @return what it asks for
	 * @throws RefusedException if it has no key or breaks a rule of the protocol
	 */
	EmbeddingQuestion read(WireRequest request);

	/**
	 * Write an answer.
	 * @param question the question
	 * @param vectors the vectors of its texts, in their order
	 * @return the JSON
	 */
	String write(EmbeddingQuestion question, List<float[]> vectors);

	/**
	 * Return the protocol of the same provider, which writes headers and errors.
	 * @return the protocol
	 */
	Wire wire();

	/**
	 * Answer a question.
	 * @param question the question
	 * @return the JSON
	 */
	default String answer(EmbeddingQuestion question) {
		return write(question,
				question.texts().stream().map((text) -> WordVectors.of(text, question.dimensions())).toList());
	}

}
