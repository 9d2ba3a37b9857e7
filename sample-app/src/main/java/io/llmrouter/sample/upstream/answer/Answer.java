package io.llmrouter.sample.upstream.answer;

import java.util.List;

/**
 * Answer to a question. Token counts are estimated as a quarter of the characters.
 *
 * @param question the question
 * @param parts the answer as far as it will be sent
 * @param limited whether it ends early because of the caller's token limit
 * @since 0.1.0
 */
public record Answer(Question question, List<AnswerPart> parts, boolean limited) {

	private static final int CHARACTERS_PER_TOKEN = 4;

	public Answer {
		parts = List.copyOf(parts);
	}

	/**
	 * Return the text.
	 * @return all tokens joined, possibly empty
	 */
	public String text() {
		StringBuilder text = new StringBuilder();
		for (AnswerPart part : this.parts) {
			if (part instanceof AnswerPart.Token token) {
				text.append(token.text());
			}
		}
		return text.toString();
	}

	/**
	 * Return the calls of tools.
	 * @return the calls, possibly none
	 */
	public List<AnswerPart.Call> calls() {
		return this.parts.stream().filter(AnswerPart.Call.class::isInstance).map(AnswerPart.Call.class::cast).toList();
	}

	/**
	 * Return why the answer ends.
	 * @return the reason
	 */
	public Finish finish() {
		if (this.limited) {
			return Finish.LENGTH;
		}
		return calls().isEmpty() ? Finish.STOP : Finish.TOOL_CALLS;
	}

	/**
	 * Return the tokens of the question.
	 * @return the tokens
	 */
	public int inputTokens() {
		return tokens(this.question.prompt().length());
	}

	/**
	 * Return the tokens of the answer.
	 * @return the tokens
	 */
	public int outputTokens() {
		return tokens(this.parts.stream().mapToInt(AnswerPart::length).sum());
	}

	/**
	 * Return how many tokens a text has.
	 * @param characters the characters of the text
	 * @return the tokens, at least 1
	 */
	public static int tokens(int characters) {
		return Math.max(1, characters / CHARACTERS_PER_TOKEN);
	}

	/**
	 * Reasons for the end of an answer.
	 */
	public enum Finish {

		/** The model is done. */
		STOP,

		/** The caller's token limit is reached. */
		LENGTH,

		/** Tools shall be run. */
		TOOL_CALLS

	}

}
