package io.llmrouter.sample.upstream;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import io.llmrouter.sample.upstream.GenerationPlan.Fate;
import io.llmrouter.sample.upstream.answer.AnswerComposer;
import io.llmrouter.sample.upstream.answer.Prompt;
import io.llmrouter.sample.upstream.answer.Question;
import io.llmrouter.sample.upstream.answer.ToolUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link GenerationPlan}.
 */
class GenerationPlanTests {

	private static final Question QUESTION = question("What happens when all of you are busy?", null);

	private static final UpstreamCharacter MIXED = new UpstreamCharacter(Duration.ofMillis(100), Duration.ofMillis(10),
			0.5, 0.1, 0.05, 0.2, 0.15);

	private static final UpstreamCharacter SOUND = UpstreamCharacter.sound(Duration.ZERO, Duration.ZERO);

	private final RandomGenerator random = new Random(20261123);

	@Test
	void sharesAreHonoured() {
		int draws = 20_000;
		Map<Fate, Integer> counts = new EnumMap<>(Fate.class);
		IntStream.range(0, draws).forEach((i) -> counts.merge(draw(MIXED).fate(), 1, Integer::sum));
		assertShare(counts.get(Fate.RATE_LIMITED), 0.1, draws);
		assertShare(counts.get(Fate.OVERLOADED), 0.05, draws);
		assertShare(counts.get(Fate.SLOW_START), 0.2, draws);
		assertShare(counts.get(Fate.CUT), 0.15, draws);
		assertShare(counts.get(Fate.ANSWERED), 0.5, draws);
	}

	@Test
	void delaysAreLogNormal() {
		UpstreamCharacter character = new UpstreamCharacter(Duration.ofMillis(100), Duration.ZERO, 0.5, 0, 0, 0, 0);
		double[] logs = IntStream.range(0, 10_000)
			.mapToDouble((i) -> Math.log(draw(character).steps().get(0).delay().toNanos() / 1e6))
			.toArray();
		double mean = IntStream.range(0, logs.length).mapToDouble((i) -> logs[i]).average().orElseThrow();
		double variance = IntStream.range(0, logs.length)
			.mapToDouble((i) -> Math.pow(logs[i] - mean, 2))
			.average()
			.orElseThrow();
		assertThat(Math.exp(mean)).isCloseTo(100, within(2.5));
		assertThat(Math.sqrt(variance)).isCloseTo(0.5, within(0.02));
	}

	@Test
	void delaysAreBounded() {
		UpstreamCharacter wild = new UpstreamCharacter(Duration.ofMillis(100), Duration.ofMillis(100), 3, 0, 0, 0, 0);
		assertThat(IntStream.range(0, 100).mapToObj((i) -> draw(wild)).flatMap((plan) -> plan.steps().stream()))
			.allSatisfy((step) -> assertThat(step.delay()).isLessThanOrEqualTo(Duration.ofSeconds(2)));
	}

	@Test
	void slowStartDelaysOnlyTheFirstToken() {
		UpstreamCharacter slow = new UpstreamCharacter(Duration.ofMillis(100), Duration.ofMillis(10), 0, 0, 0, 1, 0);
		List<GenerationPlan.Step> steps = draw(slow).steps();
		assertThat(steps.get(0).delay()).isEqualTo(Duration.ofMillis(800));
		assertThat(steps.subList(1, steps.size())).allMatch((step) -> step.delay().equals(Duration.ofMillis(10)));
	}

	@Test
	void cutAnswerIsNeverComplete() {
		UpstreamCharacter cut = new UpstreamCharacter(Duration.ZERO, Duration.ZERO, 0, 0, 0, 0, 1);
		int complete = AnswerComposer.compose(QUESTION).size();
		assertThat(IntStream.range(0, 1000).map((i) -> draw(cut).steps().size()))
			.allMatch((sent) -> sent >= 0 && sent < complete)
			.contains(0, complete - 1);
	}

	@Test
	void refusedRequestHasNoTokens() {
		UpstreamCharacter busy = new UpstreamCharacter(Duration.ZERO, Duration.ZERO, 0, 1, 0, 0, 0);
		assertThat(draw(busy).steps()).isEmpty();
	}

	@Test
	void tokenLimitEndsTheAnswer() {
		GenerationPlan plan = GenerationPlan.draw(SOUND, question("Hello", 5), this.random);
		assertThat(plan.steps()).hasSize(5);
		assertThat(plan.limited()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "please start:slow, SLOW_START", "start:never, SILENT", "end:cut, CUT", "end:error, BROKEN",
			"the end: cut it, ANSWERED" })
	void fateIsTheOneTheMessageAsksFor(String message, Fate fate) {
		assertThat(GenerationPlan.draw(SOUND, question(message, null), this.random).fate()).isEqualTo(fate);
	}

	@Test
	void silentAnswerNeverBegins() {
		GenerationPlan plan = GenerationPlan.draw(SOUND, question("start:never", null), this.random);
		assertThat(plan.steps().get(0).delay()).isGreaterThan(Duration.ofHours(1));
	}

	@Test
	void equalSeedsGiveEqualPlans() {
		GenerationPlan first = GenerationPlan.draw(MIXED, QUESTION, new Random(7));
		assertThat(first).isEqualTo(GenerationPlan.draw(MIXED, QUESTION, new Random(7)));
	}

	private static Question question(String message, Integer maxTokens) {
		Prompt prompt = new Prompt(message, message.length(), 0, null);
		ToolUse tools = new ToolUse(List.of(), ToolUse.Mode.AUTO, null, true);
		return new Question("m", prompt, tools, null, maxTokens, true, true);
	}

	private GenerationPlan draw(UpstreamCharacter character) {
		return GenerationPlan.draw(character, QUESTION, this.random);
	}

	private static void assertShare(int count, double share, int draws) {
		double deviation = Math.sqrt(draws * share * (1 - share));
		assertThat((double) count).isCloseTo(draws * share, within(4 * deviation));
	}

}
