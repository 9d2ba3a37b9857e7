package io.llmrouter.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps the table of {@code docs/acceptance.md} and the planted faults in step with the
 * sources.
 */
class AcceptanceTests {

	private static final Path ROOT = Path.of("..");

	private static final Path FAULTS = ROOT.resolve("docs/planted-faults");

	private static final Pattern ROW = Pattern.compile("(?m)^\\| ([BSND]\\d+b?) \\|.*$");

	private static final Pattern TEST = Pattern.compile("`(\\w+(?:Tests|Contract))\\.(\\w+)`");

	private static final Pattern HEADER = Pattern
		.compile("# tests: (core|autoconfigure) (\\w+Tests(?:,\\w+Tests)*)\\n");

	private static final Pattern FILE = Pattern.compile("(?m)^--- a/(.*)$");

	@Test
	void everyRowIsThere() throws IOException {
		List<String> expected = new ArrayList<>(rows("B", 1, 4));
		expected.addAll(rows("S", 1, 66));
		expected.add(expected.indexOf("S36"), "S35b");
		expected.addAll(rows("N", 1, 4));
		expected.add("N6");
		expected.addAll(rows("D", 1, 7));
		assertThat(rows()).extracting((row) -> row.group(1)).containsExactlyElementsOf(expected);
	}

	private static List<String> rows(String letter, int first, int last) {
		return IntStream.rangeClosed(first, last).mapToObj((number) -> letter + number).toList();
	}

	private static List<MatchResult> rows() throws IOException {
		return ROW.matcher(Files.readString(ROOT.resolve("docs/acceptance.md"))).results().toList();
	}

	@Test
	void everyNamedTestExists() throws IOException {
		for (MatchResult row : rows()) {
			List<MatchResult> tests = TEST.matcher(row.group()).results().toList();
			assertThat(tests).as(row.group(1)).isNotEmpty();
			for (MatchResult test : tests) {
				Pattern member = Pattern.compile("(void|ArchRule) " + test.group(2) + "\\b");
				assertThat(sources(test.group(1))).as(row.group(1) + " " + test.group())
					.anyMatch((source) -> member.matcher(source).find());
			}
		}
	}

	private static List<String> sources(String type) throws IOException {
		try (Stream<Path> modules = Files.list(ROOT)) {
			return modules.map((module) -> module.resolve("src/test/java"))
				.filter(Files::isDirectory)
				.flatMap(AcceptanceTests::files)
				.filter((file) -> file.endsWith(type + ".java"))
				.map(AcceptanceTests::text)
				.toList();
		}
	}

	private static Stream<Path> files(Path folder) {
		try {
			return Files.walk(folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String text(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static List<Path> faults() throws IOException {
		try (Stream<Path> files = Files.list(FAULTS)) {
			return files.filter((file) -> file.toString().endsWith(".patch")).sorted().toList();
		}
	}

	@ParameterizedTest
	@MethodSource("faults")
	void everyPlantedFaultFitsTheSourcesAndNamesItsTests(Path fault) throws IOException {
		String patch = text(fault);
		assertThat(patch).containsPattern("\\A" + HEADER);
		String tests = HEADER.matcher(patch).results().findFirst().orElseThrow().group(2);
		for (String test : tests.split(",")) {
			assertThat(sources(test)).as(test).isNotEmpty();
		}
		for (String part : patch.split("(?m)^(?=--- a/)")) {
			FILE.matcher(part).results().forEach((file) -> checkFits(part, text(ROOT.resolve(file.group(1)))));
		}
	}

	private static void checkFits(String patch, String source) {
		String[] hunks = patch.split("(?m)^@@.*\\n");
		for (String hunk : List.of(hunks).subList(1, hunks.length)) {
			String before = hunk.replaceAll("(?m)^\\+.*\\n", "").replaceAll("(?m)^[ -]", "");
			assertThat(source).contains(before);
		}
	}

	@Test
	void numberOfPlantedFaultsIsTheDocumentedOne() throws IOException {
		int faults = faults().size();
		assertThat(Files.readString(ROOT.resolve("docs/acceptance.md"))).contains("holds " + faults + " patches",
				faults + " of " + faults + " caught");
	}

}
