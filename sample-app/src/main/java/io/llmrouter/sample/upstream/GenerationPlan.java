package io.llmrouter.sample.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What will happen to one request, drawn before anything is sent.
 *
 * @param fate how the request ends
 * @param steps the tokens that will be sent, each with the delay before it; none where
 * the request is refused
 * @param limited whether the answer ends early because of the caller's token limit
 */
record GenerationPlan(Fate fate, List<Step> steps, boolean limited) {

	/** How many times longer the first token of a slow start takes. */
	static final int SLOW_START_FACTOR = 8;

	private static final double MAX_SPREAD = 20;

	GenerationPlan {
		steps = List.copyOf(steps);
	}

	/**
	 * Draw the plan of one request.
	 * @param character the character of the provider
	 * @param request the request
	 * @param random the source of chance
	 * @return the plan
	 */
	static GenerationPlan draw(UpstreamCharacter character, CompletionRequest request, RandomGenerator random) {
		Fate fate = Fate.draw(character, random);
		if (fate == Fate.RATE_LIMITED || fate == Fate.OVERLOADED) {
			return new GenerationPlan(fate, List.of(), false);
		}
		List<String> answer = CannedAnswers.tokens(request.promptLength());
		int wanted = (request.maxTokens() != null) ? Math.min(request.maxTokens(), answer.size()) : answer.size();
		List<String> tokens = answer.subList(0, wanted);
		int sent = (fate == Fate.CUT) ? random.nextInt(tokens.size()) : tokens.size();
		return new GenerationPlan(fate, steps(character, fate, tokens.subList(0, sent), random),
				wanted < answer.size());
	}

	/**
	 * Return the time until the last token.
	 * @return the sum of all delays
	 */
	Duration totalDelay() {
		return this.steps.stream().map(Step::delay).reduce(Duration.ZERO, Duration::plus);
	}

	/**
	 * Return the answer as far as it will be sent.
	 * @return all tokens joined
	 */
	String text() {
		StringBuilder text = new StringBuilder();
		this.steps.forEach((step) -> text.append(step.token()));
		return text.toString();
	}

	private static List<Step> steps(UpstreamCharacter character, Fate fate, List<String> tokens,
			RandomGenerator random) {
		List<Step> steps = new ArrayList<>(tokens.size());
		for (String token : tokens) {
			Duration median = steps.isEmpty() ? character.medianFirstToken() : character.medianTokenInterval();
			Duration delay = logNormal(median, character.sigma(), random);
			boolean slow = steps.isEmpty() && fate == Fate.SLOW_START;
			steps.add(new Step(token, slow ? delay.multipliedBy(SLOW_START_FACTOR) : delay));
		}
		return steps;
	}

	private static Duration logNormal(Duration median, double sigma, RandomGenerator random) {
		double spread = Math.min(Math.exp(sigma * random.nextGaussian()), MAX_SPREAD);
		return Duration.ofNanos(Math.round(median.toNanos() * spread));
	}

	/**
	 * How a request ends.
	 */
	enum Fate {

		/** A complete answer. */
		ANSWERED,

		/** A complete answer that begins late. */
		SLOW_START,

		/** An answer that breaks off. */
		CUT,

		/** Status 429. */
		RATE_LIMITED,

		/** Status 503. */
		OVERLOADED;

		private static Fate draw(UpstreamCharacter character, RandomGenerator random) {
			double rest = random.nextDouble() - character.rateLimitedShare();
			if (rest < 0) {
				return RATE_LIMITED;
			}
			rest -= character.overloadedShare();
			if (rest < 0) {
				return OVERLOADED;
			}
			rest -= character.slowStartShare();
			if (rest < 0) {
				return SLOW_START;
			}
			return (rest < character.cutShare()) ? CUT : ANSWERED;
		}

	}

	/**
	 * One token.
	 *
	 * @param token the text
	 * @param delay the time before it
	 */
	record Step(String token, Duration delay) {

	}

}
