package io.llmrouter.sample.upstream.answer;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.llmrouter.sample.upstream.answer.AnswerPart.Call;
import io.llmrouter.sample.upstream.answer.ToolUse.Mode;
import io.llmrouter.sample.upstream.answer.ToolUse.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AnswerComposer}.
 */
class AnswerComposerTests {

	private static final JsonNode SCHEMA = JsonMapper.shared().readTree("""
			{"type": "object", "properties": {"city": {"type": "string", "enum": ["Zürich 😀"]}}}""");

	private static final List<Tool> TOOLS = List.of(new Tool("weather", SCHEMA), new Tool("clock", SCHEMA));

	@ParameterizedTest
	@CsvSource({ "What is the weather?, AUTO, , true, weather", "Which clock and weather?, AUTO, , true, weather clock",
			"Which clock and weather?, AUTO, , false, weather", "Use a tool, AUTO, , true, weather",
			"Hello, AUTO, , true, ''", "What is the weather?, NONE, , true, ''", "Hello, REQUIRED, , true, weather",
			"The clock please, REQUIRED, , true, clock", "Hello, REQUIRED, clock, true, clock",
			"Ask the clock in parallel, AUTO, , true, clock clock", "Ask the clock in parallel, AUTO, , false, clock" })
	void toolsAreCalledAsTheRequestSays(String message, Mode mode, String named, boolean parallel, String called) {
		Question question = question(prompt(message), new ToolUse(TOOLS, mode, named, parallel), null);
		List<Call> calls = new Answer(question, AnswerComposer.compose(question), false).calls();
		assertThat(calls.stream().map(Call::name).collect(Collectors.joining(" "))).isEqualTo(called);
		assertThat(calls)
			.allSatisfy((call) -> assertThat(call.arguments().toString()).isEqualTo("{\"city\":\"Zürich 😀\"}"));
		assertThat(calls).extracting(Call::index)
			.containsExactlyElementsOf(IntStream.range(0, calls.size()).boxed().toList());
	}

	@Test
	void answerToAToolResultRepeatsIt() {
		Prompt prompt = new Prompt("What is the weather?", 30, 0, "12 degrees");
		assertThat(text(question(prompt, new ToolUse(TOOLS, Mode.AUTO, null, true), null)))
			.isEqualTo("The tool answered: 12 degrees");
	}

	@Test
	void jsonFollowsTheSchemaInPiecesThatSplitNoCharacter() {
		Question question = question(prompt("Hello"), none(), SCHEMA);
		assertThat(AnswerComposer.compose(question)).hasSizeGreaterThan(4)
			.noneSatisfy((part) -> assertThat(((AnswerPart.Token) part).text()).endsWith("\ud83d"));
		assertThat(text(question)).isEqualTo("{\"city\":\"Zürich 😀\"}");
	}

	@Test
	void attachmentsAreMentioned() {
		assertThat(text(question(new Prompt("Look", 4, 1, null), none(), null))).startsWith("I was given one ");
		assertThat(text(question(new Prompt("Look", 4, 3, null), none(), null))).startsWith("I was given 3 ");
	}

	@Test
	void lengthOfTheQuestionChoosesTheText() {
		assertThat(IntStream.range(0, 60)
			.mapToObj("x"::repeat)
			.map((message) -> text(question(prompt(message), none(), null)))
			.distinct()).hasSizeGreaterThanOrEqualTo(4)
			.allSatisfy((text) -> assertThat(text).isNotBlank().doesNotContain("  "));
	}

	@Test
	void toolThatIsNotOfferedIsRefused() {
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> new ToolUse(TOOLS, Mode.REQUIRED, "other", true));
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> new ToolUse(List.of(), Mode.REQUIRED, null, true));
	}

	private static ToolUse none() {
		return new ToolUse(List.of(), Mode.AUTO, null, true);
	}

	private static Prompt prompt(String message) {
		return new Prompt(message, message.length(), 0, null);
	}

	private static Question question(Prompt prompt, ToolUse tools, JsonNode schema) {
		return new Question("m", prompt, tools, schema, null, false, false);
	}

	private static String text(Question question) {
		return new Answer(question, AnswerComposer.compose(question), false).text();
	}

}
