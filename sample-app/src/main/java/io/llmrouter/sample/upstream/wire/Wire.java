package io.llmrouter.sample.upstream.wire;

import java.util.Map;

import io.llmrouter.sample.upstream.answer.Answer;
import io.llmrouter.sample.upstream.answer.Question;
import io.llmrouter.sample.upstream.answer.Refusal;
import io.llmrouter.sample.upstream.answer.RefusedException;

/**
 * Protocol of a provider: how it is asked, how it answers and how it fails. Thread-safe.
 *
 * @since 0.1.0
 */
public interface Wire {

	/**
	 * Read a request.
	 * @param request the request
	 * @return what it asks for
	 * @throws RefusedException if it has no key or breaks a rule of the protocol
	 */
	Question read(WireRequest request);

	/**
	 * Create the writer of one answer.
	 * @param answer the answer
	 * @return the writer
	 */
	AnswerWriter writer(Answer answer);

	/**
	 * Return the content type of streams.
	 * @return the MIME type
	 */
	default String streamType() {
		return "text/event-stream";
	}

	/**
	 * Return the headers of one answer that are no error.
	 * @return the headers, the id of the request among them where the protocol has one
	 */
	Map<String, String> headers();

	/**
	 * Write an error.
	 * @param refusal the error
	 * @return the whole answer
	 */
	ErrorReply error(Refusal refusal);

}
