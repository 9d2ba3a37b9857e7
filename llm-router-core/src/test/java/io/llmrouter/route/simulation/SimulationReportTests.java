package io.llmrouter.route.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the documented plots and figures with a new run, or writes them anew:
 * {@code mvn test -pl llm-router-core -Dtest=SimulationReportTests -Dsimulation.write}.
 */
class SimulationReportTests {

	private static final Path FOLDER = Path.of("..", "docs", "routing");

	private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

	@Test
	void documentedFiguresAreThoseOfTheCode() throws IOException {
		Map<String, String> files = new SimulationReport().files();
		if (System.getProperty("simulation.write") != null) {
			write(files);
		}
		for (Map.Entry<String, String> file : files.entrySet()) {
			String documented = Files.readString(FOLDER.resolve(file.getKey()));
			assertThat(words(documented)).as(file.getKey()).isEqualTo(words(file.getValue()));
			if (file.getKey().endsWith(".md")) {
				compare(documented, file.getValue());
			}
		}
	}

	private static void write(Map<String, String> files) throws IOException {
		Files.createDirectories(FOLDER);
		for (Map.Entry<String, String> file : files.entrySet()) {
			Files.writeString(FOLDER.resolve(file.getKey()), file.getValue());
		}
	}

	private static String words(String text) {
		return NUMBER.matcher(text).replaceAll("#");
	}

	// Another machine may round a logarithm differently, and one call that goes elsewhere
	// changes all that follow.
	private static void compare(String documented, String simulated) {
		List<String> lines = documented.lines().toList();
		List<String> expected = simulated.lines().toList();
		for (int line = 0; line < lines.size(); line++) {
			List<Double> figures = figures(lines.get(line));
			List<Double> others = figures(expected.get(line));
			for (int i = 0; i < figures.size(); i++) {
				assertThat(Math.abs(figures.get(i) - others.get(i))).as(lines.get(line))
					.isLessThanOrEqualTo(0.1 + 0.1 * others.get(i));
			}
		}
	}

	private static List<Double> figures(String line) {
		return NUMBER.matcher(line).results().map(MatchResult::group).map(Double::valueOf).toList();
	}

}
