package io.llmrouter.sample.prometheus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Has promtool check the rules of the documentation, run their unit tests and read the
 * expressions of the dashboard.
 */
class PrometheusRulesTests {

	private final Tool promtool = Tool.required("promtool");

	@Test
	void promtoolAcceptsConfigurationAndRules() throws IOException, InterruptedException {
		assertThat(this.promtool.run(Rules.FOLDER, List.of("check", "config", "prometheus.yml")))
			.contains("2 rule files found");
		assertThat(this.promtool.run(Rules.FOLDER,
				List.of("check", "rules", "--lint-fatal", "recording-rules.yml", "alert-rules.yml")))
			.contains("SUCCESS: " + Rules.recorded().size() + " rules found")
			.contains("SUCCESS: " + Rules.alerts().size() + " rules found");
	}

	@Test
	void unitTestsOfTheRulesPass() throws IOException, InterruptedException {
		List<String> arguments = new ArrayList<>(List.of("test", "rules"));
		try (Stream<Path> files = Files.list(Rules.FOLDER)) {
			files.map((file) -> file.getFileName().toString())
				.filter((file) -> file.endsWith(".test.yml"))
				.sorted()
				.forEach(arguments::add);
		}
		assertThat(arguments).hasSizeGreaterThan(4);
		assertThat(this.promtool.run(Rules.FOLDER, arguments)).doesNotContain("FAILED");
	}

	@Test
	void everyAlertHasAUnitTestThatRaisesIt() throws IOException {
		String tests = Files.readString(Rules.FOLDER.resolve("alert-rules.test.yml"))
				+ Files.readString(Rules.FOLDER.resolve("error-budget.test.yml"));
		Set<String> raised = Pattern.compile("alertname: (\\w+)\\n\\s+exp_alerts:\\n")
			.matcher(tests)
			.results()
			.map((match) -> match.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(Rules.alerts()).isNotEmpty()
			.allSatisfy((alert) -> assertThat(raised).anyMatch((name) -> alert.where().contains("'" + name + "'")));
	}

	@Test
	void alertsNameOnlySeriesThatAreRecorded() throws IOException {
		Set<String> recorded = names(Rules.recorded().stream().map(Expression::where));
		assertThat(recorded).hasSizeGreaterThan(20);
		assertThat(names(Rules.alerts().stream().map(Expression::text))).isNotEmpty().isSubsetOf(recorded);
	}

	private static Set<String> names(Stream<String> texts) {
		return texts.flatMap((text) -> Pattern.compile("\\w+:\\w+:\\w+").matcher(text).results())
			.map(MatchResult::group)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	void promtoolReadsEveryExpressionOfTheDashboard(@TempDir Path folder) throws IOException, InterruptedException {
		StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
		List<Expression> expressions = Dashboard.read().expressions();
		int number = 0;
		for (Expression expression : expressions) {
			rules.append("      - record: panel:expression:n").append(number++).append("\n        expr: |\n          ");
			rules.append(expression.with(PrometheusTests.VARIABLES).text()).append('\n');
		}
		Files.writeString(folder.resolve("dashboard.yml"), rules);
		assertThat(this.promtool.run(folder, List.of("check", "rules", "dashboard.yml")))
			.contains("SUCCESS: " + expressions.size() + " rules found");
	}

}
