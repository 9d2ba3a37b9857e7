package io.llmrouter.sample.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import io.llmrouter.sample.upstream.answer.Answer;
import io.llmrouter.sample.upstream.answer.AnswerComposer;
import io.llmrouter.sample.upstream.answer.AnswerPart;
import io.llmrouter.sample.upstream.answer.Question;

/**
 * What will happen to one request, drawn before anything is sent.
 *
 * @param fate how the request ends
 * @param steps the parts that will be sent, each with the delay before it; none where the
 * request is refused
 * @param limited whether the answer ends early because of the caller's token limit
 */
record GenerationPlan(Fate fate, List<Step> steps, boolean limited) {

	/** How many times longer the first token of a slow start takes. */
	static final int SLOW_START_FACTOR = 8;

	private static final double MAX_SPREAD = 20;

	private static final Duration FOREVER = Duration.ofDays(1);

	GenerationPlan {
		steps = List.copyOf(steps);
	}

	/**
	 * Draw the plan of one request.
	 * @param character the character of the provider
	 * @param question the question
	 * @param random the source of chance
	 * @return the plan, whose fate is the one that the question wishes where it has one
	 */
	static GenerationPlan draw(UpstreamCharacter character, Question question, RandomGenerator random) {
		Fate wished = Wish.of(question.prompt().text()).fate();
		Fate fate = (wished != null) ? wished : Fate.draw(character, random);
		if (fate == Fate.RATE_LIMITED || fate == Fate.OVERLOADED) {
			return new GenerationPlan(fate, List.of(), false);
		}
		List<AnswerPart> answer = AnswerComposer.compose(question);
		int wanted = wanted(question, answer);
		boolean complete = fate != Fate.CUT && fate != Fate.BROKEN;
		int sent = complete ? wanted : random.nextInt(wanted);
		return new GenerationPlan(fate, steps(character, fate, answer.subList(0, sent), random),
				wanted < answer.size());
	}

	private static int wanted(Question question, List<AnswerPart> answer) {
		boolean text = answer.get(0) instanceof AnswerPart.Token;
		Integer limit = question.maxTokens();
		return (text && limit != null) ? Math.min(limit, answer.size()) : answer.size();
	}

	/**
	 * Return the time until the last part.
	 * @return the sum of all delays
	 */
	Duration totalDelay() {
		return this.steps.stream().map(Step::delay).reduce(Duration.ZERO, Duration::plus);
	}

	/**
	 * Return the answer as far as it will be sent.
	 * @param question the question
	 * @return the answer
	 */
	Answer answer(Question question) {
		return new Answer(question, this.steps.stream().map(Step::part).toList(), this.limited);
	}

	private static List<Step> steps(UpstreamCharacter character, Fate fate, List<AnswerPart> parts,
			RandomGenerator random) {
		List<Step> steps = new ArrayList<>(parts.size());
		for (AnswerPart part : parts) {
			Duration delay = steps.isEmpty() ? firstDelay(character, fate, random)
					: delay(character.medianTokenInterval(), character, random);
			steps.add(new Step(part, delay));
		}
		return steps;
	}

	private static Duration firstDelay(UpstreamCharacter character, Fate fate, RandomGenerator random) {
		Duration delay = delay(character.medianFirstToken(), character, random);
		return switch (fate) {
			case SLOW_START -> delay.multipliedBy(SLOW_START_FACTOR);
			case SILENT -> FOREVER;
			default -> delay;
		};
	}

	/**
	 * Draw the delay before one part.
	 * @param median the median
	 * @param character whose spread the delay has
	 * @param random the source of chance
	 * @return the delay
	 */
	static Duration delay(Duration median, UpstreamCharacter character, RandomGenerator random) {
		double spread = Math.min(Math.exp(character.sigma() * random.nextGaussian()), MAX_SPREAD);
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

		/** An answer that never begins. */
		SILENT,

		/** An answer that breaks off. */
		CUT,

		/** An answer that ends in an error. */
		BROKEN,

		/** A rate limit. */
		RATE_LIMITED,

		/** No capacity. */
		OVERLOADED;

		static Fate draw(UpstreamCharacter character, RandomGenerator random) {
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
	 * One part.
	 *
	 * @param part the part
	 * @param delay the time before it
	 */
	record Step(AnswerPart part, Duration delay) {

	}

}
