package io.llmrouter.sample.upstream.answer;

import java.util.List;

/**
 * The answers that the simulated providers know. Which one is given depends on the length
 * of the question only.
 */
final class CannedAnswers {

	private static final List<String> TEXTS = List.of(
			"I am a simulated model, so I cannot know. But the router did its work: it chose me, measured the time "
					+ "until my first word, and will count every one of these words in its comparison.",
			"A good question deserves a real model. Start this application with the profile 'live' and a key of your "
					+ "own, and the same page talks to a real provider. Until then I answer with what I have: a few "
					+ "sentences, one word at a time, at the pace of my character.",
			"Three things matter when you choose a provider. First, does it answer at all? Second, how long until "
					+ "the first word? Third, what does the answer cost? Published benchmarks were measured on other "
					+ "people's traffic. The table beside this answer was measured on yours.",
			"Averages hide the bad moments. If one call in twenty takes eight times as long, the average moves a "
					+ "little and your users notice a lot. That is why the comparison shows the 95th percentile, and "
					+ "why a provider with few calls is not ranked above one with many.",
			"When I am busy I say so with status 429, and tell how long to wait. When I am overloaded I say 503. Now "
					+ "and then I break off in the middle of a sentence. You will hardly see it: the router asks the "
					+ "next candidate, as long as you have not read a word yet.",
			"Short answer: it depends. Long answer: it depends on your prompts, on the time of the day, on the "
					+ "region you call from and on the model you ask for, which is why measuring your own calls beats "
					+ "any opinion, including mine.");

	private CannedAnswers() {
	}

	/**
	 * Return the answer to a question.
	 * @param questionLength characters of the question
	 * @return the text
	 */
	static String text(int questionLength) {
		return TEXTS.get(questionLength % TEXTS.size());
	}

}
