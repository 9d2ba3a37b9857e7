package io.llmrouter.sample.upstream.wire;

import io.llmrouter.sample.upstream.answer.AnswerPart;

/**
 * Writer of one answer, as a whole or as a stream. The methods of a stream are called in
 * the order {@link #head()}, {@link #part(AnswerPart)} for each part, {@link #end()}. Not
 * thread-safe.
 *
 * @since 0.1.0
 */
public interface AnswerWriter {

	/**
	 * Write the whole answer.
	 * @return the JSON
	 */
	String whole();

	/**
	 * Write what comes before the first part of a stream.
	 * @return the events without content, possibly none
	 */
	String head();

	/**
	 * Write the next part of a stream.
	 * @param part the part
	 * @return its events
	 */
	String part(AnswerPart part);

	/**
	 * Write what comes after the last part of a stream.
	 * @return the events that tell finish reason and usage, and the end mark
	 */
	String end();

	/**
	 * Write an error within a stream, after which nothing comes.
	 * @param error the JSON of the error
	 * @return its event
	 */
	String error(String error);

}
