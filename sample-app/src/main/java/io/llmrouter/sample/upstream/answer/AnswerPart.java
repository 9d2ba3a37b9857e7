package io.llmrouter.sample.upstream.answer;

import tools.jackson.databind.JsonNode;

/**
 * Piece of an answer, before which the simulated model takes its time.
 *
 * @since 0.1.0
 */
public sealed interface AnswerPart {

	/**
	 * Return how many characters the model wrote for this piece.
	 * @return the characters
	 */
	int length();

	/**
	 * Piece of text.
	 *
	 * @param text the text
	 */
	record Token(String text) implements AnswerPart {

		@Override
		public int length() {
			return this.text.length();
		}

	}

	/**
	 * Call of a tool.
	 *
	 * @param index the position among the calls of the answer
	 * @param name the name of the tool
	 * @param arguments the arguments, an object
	 */
	record Call(int index, String name, JsonNode arguments) implements AnswerPart {

		@Override
		public int length() {
			return this.name.length() + this.arguments.toString().length();
		}

	}

}
