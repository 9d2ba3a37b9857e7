package io.llmrouter.provider.openai;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The quick way of reading gives what the tree gives, or nothing at all.
 */
class PlainAnswerTests {

	private static final Path RECORDED = Path.of("src/test/resources");

	private static final List<String> WIRES = List.of("openai", "azure-openai", "deepseek", "groq", "mistral",
			"openrouter", "xai", "dashscope", "zhipu");

	private static final List<String> VALUES = List.of("null", "true", "0", "1", "-1", "1.5", "1e400", "\"\"", "\" \"",
			"\"x\"", "\"stop\"", "\"error\"", "[]", "{}", "[null]", "[{}]", "{\"message\":\"x\"}", "[", "}");

	private static final List<String> FIELDS = List.of("\"id\":", "\"model\":", "\"choices\":", "\"index\":",
			"\"delta\":", "\"message\":", "\"content\":", "\"reasoning\":", "\"reasoning_content\":", "\"refusal\":",
			"\"tool_calls\":", "\"finish_reason\":", "\"usage\":", "\"error\":", "\"x_groq\":", "\"prompt_tokens\":");

	private static final int EDITED = 200_000;

	private final JsonMapper json = JsonMapper.builder().build();

	@Test
	void recordedChunksAreReadAsByTheTree() {
		List<String> chunks = recorded(".sse").flatMap(String::lines)
			.filter((line) -> line.startsWith("data: {"))
			.map((line) -> line.substring("data: ".length()))
			.toList();
		assertThat(chunks.stream().filter(this::isSameChunk)).hasSizeGreaterThan(chunks.size() / 2);
	}

	@Test
	void recordedAnswersAreReadAsByTheTree() {
		List<String> answers = recorded("answer.json").toList();
		assertThat(answers.stream().filter(this::isSameAnswer)).hasSizeGreaterThan(answers.size() / 4);
	}

	@Test
	void editedOnesAreReadAsByTheTree() {
		SplittableRandom random = new SplittableRandom(20_261_124);
		List<String> texts = new ArrayList<>(recorded("answer.json").toList());
		recorded(".sse").flatMap(String::lines)
			.filter((line) -> line.startsWith("data: {"))
			.forEach((line) -> texts.add(line.substring("data: ".length())));
		int read = 0;
		for (int i = 0; i < EDITED; i++) {
			String text = edited(texts.get(random.nextInt(texts.size())), random);
			read += isSameChunk(text) ? 1 : 0;
			read += isSameAnswer(text) ? 1 : 0;
		}
		assertThat(read).isGreaterThan(EDITED / 20);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"choices\":[{\"delta\":{\"content\":\"a\",\"content\":\"b\"}}]}",
			"{\"choices\":[],\"choices\":[]}", "{\"choices\":[{\"index\":1,\"delta\":{}}]}",
			"{\"choices\":[{\"delta\":{\"tool_calls\":[]}}]}", "{\"choices\":[{\"delta\":{\"content\":[]}}]}",
			"{\"choices\":[{\"delta\":{\"refusal\":\"no\"}}]}", "{\"choices\":[{\"delta\":{}},{\"delta\":{}}]}",
			"{\"choices\":[{\"finish_reason\":\"error\"}]}", "{\"error\":\"x\",\"choices\":[]}",
			"{\"choices\":[{\"message\":{\"content\":\"a\"}}]}", "{\"choices\":{}}", "{\"id\":1}", "{\"usage\":[]}",
			"{\"choices\":[]} {}", "{\"choices\":[]", "[]", "" })
	void otherFormsAreLeftToTheTree(String data) {
		assertThat(PlainAnswer.readChunk(this.json, data)).isNull();
	}

	private boolean isSameChunk(String data) {
		WireAnswer plain = PlainAnswer.readChunk(this.json, data);
		if (plain != null) {
			JsonNode tree = tree(data);
			assertThat(OpenAiResponseMapper.isError(tree)).as("%s", data).isFalse();
			assertThat(shape(plain)).as("%s", data).isEqualTo(shape(WireAnswer.readChunk(tree)));
		}
		return plain != null;
	}

	private boolean isSameAnswer(String body) {
		WireAnswer plain = PlainAnswer.read(this.json, body.getBytes(StandardCharsets.UTF_8));
		if (plain != null) {
			JsonNode tree = tree(body);
			assertThat(OpenAiResponseMapper.isError(tree)).as("%s", body).isFalse();
			assertThat(shape(plain)).as("%s", body).isEqualTo(shape(WireAnswer.read(tree)));
		}
		return plain != null;
	}

	private JsonNode tree(String text) {
		try {
			return this.json.readTree(text);
		}
		catch (JacksonException ex) {
			throw new AssertionError("Read, although it is no JSON: " + text, ex);
		}
	}

	// A missing list of tool calls and one that is null mean the same.
	private static List<@Nullable Object> shape(WireAnswer answer) {
		List<@Nullable Object> shape = new ArrayList<>();
		shape.add(answer.id());
		shape.add(answer.model());
		shape.add(answer.usage());
		WireAnswer.Choice choice = answer.choice();
		if (choice != null) {
			WireMessage message = choice.message();
			shape.addAll(List.of(message.text(), message.reasoning(), message.refusal(), message.toolCalls().size()));
			shape.add(choice.rawFinish());
			shape.add(choice.error());
		}
		return shape;
	}

	private static String edited(String text, SplittableRandom random) {
		StringBuilder edited = new StringBuilder(text);
		for (int edits = random.nextInt(3); edits > 0 && !edited.isEmpty(); edits--) {
			int position = random.nextInt(edited.length());
			switch (random.nextInt(5)) {
				case 0 -> edited.deleteCharAt(position);
				case 1 -> edited.setLength(position);
				case 2 -> insertField(edited, edited.indexOf("{", position), random);
				default -> replaceValue(edited, edited.indexOf("\":", position), random);
			}
		}
		return edited.toString();
	}

	private static void insertField(StringBuilder text, int brace, SplittableRandom random) {
		if (brace >= 0) {
			text.insert(brace + 1, pick(FIELDS, random) + pick(VALUES, random) + ",");
		}
	}

	private static void replaceValue(StringBuilder text, int colon, SplittableRandom random) {
		int end = (colon >= 0) ? text.indexOf(",", colon) : -1;
		if (end >= 0) {
			text.replace(colon + 2, end, pick(VALUES, random));
		}
	}

	private static String pick(List<String> choices, SplittableRandom random) {
		return choices.get(random.nextInt(choices.size()));
	}

	private static Stream<String> recorded(String suffix) {
		return WIRES.stream().flatMap((wire) -> files(RECORDED.resolve(wire), suffix)).map(PlainAnswerTests::content);
	}

	private static Stream<Path> files(Path folder, String suffix) {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.filter((file) -> file.toString().endsWith(suffix)).sorted().toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String content(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
