package io.llmrouter.route.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Compares the documented plots and figures with a new run, or writes them anew:
 * {@code mvn test -pl llm-router-core -Dtest=SimulationReportTests -Dsimulation.write}.
 */
class SimulationReportTests {

	private static final Path FOLDER = Path.of("..", "docs", "routing");

	private static final Pattern FIGURE = Pattern.compile("(\\d+\\.\\d+)( s| %)?");

	@Test
	void documentedFiguresAreThoseOfTheCode() throws IOException {
		Map<String, String> files = new SimulationReport().files();
		if (System.getProperty("simulation.write") != null) {
			write(files);
		}
		for (Map.Entry<String, String> file : files.entrySet()) {
			assertThat(FOLDER.resolve(file.getKey())).exists();
		}
		compare(Files.readString(FOLDER.resolve("simulation.md")), files.get("simulation.md"));
	}

	private static void write(Map<String, String> files) throws IOException {
		Files.createDirectories(FOLDER);
		for (Map.Entry<String, String> file : files.entrySet()) {
			Files.writeString(FOLDER.resolve(file.getKey()), file.getValue());
		}
	}

	// Another machine may round a logarithm differently, and one call that goes elsewhere
	// changes all that follow.
	private static void compare(String documented, String simulated) {
		List<String> lines = documented.lines().toList();
		List<String> others = simulated.lines().toList();
		assertThat(lines).hasSameSizeAs(others);
		for (int line = 0; line < lines.size(); line++) {
			String[] cells = lines.get(line).split("\\|");
			String[] otherCells = others.get(line).split("\\|");
			assertThat(cells).as(lines.get(line)).hasSameSizeAs(otherCells);
			for (int cell = 0; cell < cells.length; cell++) {
				compareCells(cells[cell].strip(), otherCells[cell].strip(), lines.get(line));
			}
		}
	}

	private static void compareCells(String documented, String simulated, String line) {
		Matcher figure = FIGURE.matcher(documented);
		Matcher other = FIGURE.matcher(simulated);
		if (figure.matches() && other.matches()) {
			double expected = Double.parseDouble(other.group(1));
			assertThat(Double.parseDouble(figure.group(1))).as(line)
				.isCloseTo(expected, within(0.1 + 0.15 * Math.abs(expected)));
		}
		else if (!documented.equals("failed") && !simulated.equals("failed")) {
			assertThat(documented).as(line).isEqualTo(simulated);
		}
	}

}
