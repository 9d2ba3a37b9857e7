package io.llmrouter.sample.prometheus;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.llmrouter.sample.prometheus.Expression.Condition;
import io.llmrouter.sample.prometheus.Expression.Selector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the Grafana dashboard to the rules of Grafana's dashboard-linter, of which each
 * has a test here that names it, and to what this project promises of it. That PromQL is
 * valid (target-promql-rule) is left to promtool, see {@link PrometheusRulesTests}.
 */
class DashboardLintTests {

	private static final String DATASOURCE = "${datasource}";

	/** Those of the linter's units that the dashboard uses. */
	private static final Set<String> UNITS = Set.of("none", "short", "percentunit", "s", "reqps", "currencyUSD");

	private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)}?");

	private final Dashboard dashboard = Dashboard.read();

	// template-datasource-rule
	@Test
	void dataSourceIsAVariable() {
		JsonNode variable = this.dashboard.variable("datasource");
		assertThat(variable.path("type").asString()).isEqualTo("datasource");
		assertThat(variable.path("query").asString()).isEqualTo("prometheus");
		assertThat(variable.path("label").asString()).isEqualTo("Data source");
		assertThat(this.dashboard.variables()).filteredOn((each) -> each.path("type").asString().equals("datasource"))
			.hasSize(1);
	}

	// template-job-rule, template-instance-rule
	@ParameterizedTest
	@ValueSource(strings = { "job", "instance" })
	void jobAndInstanceAreVariables(String name) {
		JsonNode variable = this.dashboard.variable(name);
		assertThat(variable.path("type").asString()).isEqualTo("query");
		assertThat(variable.at("/datasource/uid").asString()).isEqualTo(DATASOURCE);
		assertThat(variable.path("label").asString()).isEqualToIgnoringCase(name)
			.matches((label) -> Character.isUpperCase(label.charAt(0)));
		assertThat(variable.path("multi").asBoolean()).isTrue();
		assertThat(variable.path("allValue").asString()).isEqualTo(".+");
	}

	// template-label-promql-rule, template-on-time-change-reload-rule
	@Test
	void variablesAskForLabelsAndFollowTheTimeRange() {
		List<JsonNode> queries = this.dashboard.variables()
			.stream()
			.filter((variable) -> variable.path("type").asString().equals("query"))
			.toList();
		assertThat(queries).extracting((variable) -> variable.path("name").asString())
			.containsExactly("job", "instance", "provider", "model", "route");
		assertThat(queries).allSatisfy((variable) -> {
			String name = variable.path("name").asString();
			assertThat(variable.path("query").asString())
				.matches("label_values\\(llm_router_\\w+(\\{[^}]*})?, " + name + "\\)");
			assertThat(variable.path("refresh").asInt()).isEqualTo(2);
			assertThat(variable.at("/datasource/uid").asString()).isEqualTo(DATASOURCE);
		});
	}

	// panel-datasource-rule
	@Test
	void panelsUseTheDataSourceOfTheVariable() {
		assertThat(this.dashboard.panels()).allSatisfy((panel) -> {
			assertThat(panel.at("/datasource/type").asString()).isEqualTo("prometheus");
			assertThat(panel.at("/datasource/uid").asString()).isEqualTo(DATASOURCE);
			assertThat(Dashboard.list(panel.path("targets")))
				.allSatisfy((target) -> assertThat(target.path("datasource")).isEqualTo(panel.path("datasource")));
		});
	}

	// panel-title-description-rule
	@Test
	void panelsHaveTitleAndDescription() {
		assertThat(this.dashboard.panels()).allSatisfy((panel) -> {
			assertThat(panel.path("title").asString()).isNotBlank();
			assertThat(panel.path("description").asString()).isNotBlank().endsWith(".");
		});
	}

	// panel-units-rule
	@Test
	void panelsHaveAUnit() {
		assertThat(this.dashboard.panels())
			.allSatisfy((panel) -> assertThat(panel.at("/fieldConfig/defaults/unit").asString()).isIn(UNITS));
		assertThat(this.dashboard.panels()).flatMap((panel) -> panel.findValues("overrides"))
			.flatMap(Dashboard::list)
			.flatMap((override) -> Dashboard.list(override.path("properties")))
			.filteredOn((property) -> property.path("id").asString().equals("unit"))
			.isNotEmpty()
			.allSatisfy((property) -> assertThat(property.path("value").asString()).isIn(UNITS));
	}

	// panel-no-targets-rule
	@Test
	void panelsHaveTargets() {
		assertThat(this.dashboard.panels()).allSatisfy((panel) -> {
			assertThat(panel.path("targets").size()).isPositive();
			List<String> ids = Dashboard.list(panel.path("targets"))
				.stream()
				.map((target) -> target.path("refId").asString())
				.toList();
			assertThat(ids).doesNotHaveDuplicates();
		});
	}

	// target-job-rule, target-instance-rule
	@Test
	void everySelectorIsOfTheChosenJobAndInstance() {
		assertThat(this.dashboard.expressions()).allSatisfy((expression) -> {
			assertThat(expression.selectors()).isNotEmpty()
				.hasSize((int) Pattern.compile("llm_router_").matcher(expression.text()).results().count());
			assertThat(expression.selectors()).allSatisfy(
					(selector) -> assertThat(selector.conditions()).containsEntry("job", new Condition("=~", "$job"))
						.containsEntry("instance", new Condition("=~", "$instance")));
		});
	}

	@Test
	void everySelectorIsOfTheChosenProviderModelOrRoute() {
		assertThat(this.dashboard.expressions()).allSatisfy((expression) -> assertThat(expression.selectors())
			.allSatisfy((selector) -> assertThat(selector.conditions()).containsAnyOf(
					Map.entry("route", new Condition("=~", "$route")),
					Map.entry("provider", new Condition("=~", "$provider")))));
	}

	// target-rate-interval-rule
	@Test
	void ratesAreThoseOfTheRateInterval() {
		assertThat(selectors())
			.filteredOn((selector) -> "rate".equals(selector.function()) || "irate".equals(selector.function()))
			.isNotEmpty()
			.allSatisfy((selector) -> assertThat(selector.range()).isEqualTo("$__rate_interval"));
		assertThat(selectors()).filteredOn((selector) -> selector.range() == null)
			.allSatisfy((selector) -> assertThat(selector.metric()).doesNotEndWith("_bucket")
				.isIn("llm_router_circuit_state", "llm_router_attempt_active_seconds_count"));
	}

	// target-counter-agg-rule
	@Test
	void countersAreRatesOrIncreases() {
		assertThat(selectors()).filteredOn((selector) -> selector.metric().endsWith("_total"))
			.isNotEmpty()
			.allSatisfy((selector) -> assertThat(selector.function()).isIn("rate", "irate", "increase"));
	}

	// target-histogram-rule: heatmaps draw the buckets themselves
	@Test
	void bucketsAreReadByQuantileOrHeatmap() {
		Pattern buckets = Pattern.compile("_bucket\\{");
		Pattern quantiles = Pattern
			.compile("histogram_quantile\\([\\d.]+, sum by \\([^)]*\\ble\\) \\((?:rate|increase)\\(\\w+_bucket\\{");
		assertThat(this.dashboard.panels()).filteredOn((panel) -> !panel.path("type").asString().equals("heatmap"))
			.flatMap((panel) -> panel.findValuesAsString("expr"))
			.allSatisfy((text) -> assertThat(quantiles.matcher(text).results().count())
				.isEqualTo(buckets.matcher(text).results().count()));
	}

	private List<Selector> selectors() {
		return this.dashboard.expressions().stream().flatMap((expression) -> expression.selectors().stream()).toList();
	}

	// uneditable-dashboard-rule
	@Test
	void dashboardIsNotEditable() {
		assertThat(this.dashboard.json().path("editable").asBoolean(true)).isFalse();
	}

	@Test
	void everyVariableThatIsUsedIsThere() {
		Set<String> known = new HashSet<>(Set.of("__rate_interval", "__range"));
		this.dashboard.variables().forEach((variable) -> known.add(variable.path("name").asString()));
		assertThat(VARIABLE.matcher(this.dashboard.json().toString())
			.results()
			.map((match) -> match.group(1))
			.filter((name) -> !name.equals("__all"))).isSubsetOf(known).contains("provider", "model", "route", "slo");
	}

	@Test
	void rowsAreThosePromised() {
		assertThat(this.dashboard.rows()).extracting((row) -> row.path("title").asString())
			.containsExactly("Overview", "Comparison", "Latency", "Time to first token and throughput", "Tokens",
					"Cost", "Errors", "Routing and circuits", "Router overhead", "Error budget");
		assertThat(this.dashboard.panels()).extracting((panel) -> panel.path("type").asString())
			.contains("table", "heatmap", "timeseries", "stat", "state-timeline");
	}

	// Provisioning ignores '__inputs', and an id or a missing uid clashes on import.
	@Test
	void dashboardIsOfTheClassicSchemaAndCanBeProvisionedAndImported() {
		JsonNode json = this.dashboard.json();
		assertThat(json.path("schemaVersion").asInt()).isBetween(39, 42);
		assertThat(json.path("id").isNull()).isTrue();
		assertThat(json.path("uid").asString()).isEqualTo("llm-router");
		assertThat(json.has("__inputs") || json.has("apiVersion") || json.has("spec")).isFalse();
	}

	@Test
	void panelsDoNotOverlapAndHaveTheirOwnIds() {
		Set<String> taken = new HashSet<>();
		Set<Integer> ids = new HashSet<>();
		for (JsonNode panel : this.dashboard.json().path("panels")) {
			assertThat(ids.add(panel.path("id").asInt())).isTrue();
			JsonNode place = panel.path("gridPos");
			for (int x = 0; x < place.path("w").asInt(); x++) {
				for (int y = 0; y < place.path("h").asInt(); y++) {
					int column = place.path("x").asInt() + x;
					assertThat(column).isLessThan(24);
					assertThat(taken.add(column + "," + (place.path("y").asInt() + y)))
						.as(panel.path("title").asString())
						.isTrue();
				}
			}
		}
	}

	@Test
	void columnsOfTheTableAreThoseOfItsQueries() {
		JsonNode table = this.dashboard.panels()
			.stream()
			.filter((panel) -> panel.path("type").asString().equals("table"))
			.findFirst()
			.orElseThrow();
		JsonNode names = table.at("/transformations/1/options/renameByName");
		for (JsonNode target : table.path("targets")) {
			assertThat(names.path("Value #" + target.path("refId").asString()).asString()).isNotBlank();
		}
		assertThat(names.size()).isEqualTo(table.path("targets").size() + 2);
		assertThat(Dashboard.list(table.at("/fieldConfig/overrides")))
			.extracting((override) -> override.at("/matcher/options").asString())
			.isSubsetOf(Dashboard.list(names).stream().map(JsonNode::asString).toList());
	}

	@Test
	void legendsNameLabelsThatTheQueryKeeps() {
		for (JsonNode panel : this.dashboard.panels()) {
			for (JsonNode target : panel.path("targets")) {
				Expression expression = new Expression("", target.path("expr").asString());
				Matcher labels = Pattern.compile("\\{\\{(\\w+)}}").matcher(target.path("legendFormat").asString());
				if (expression.text().contains(" by (")) {
					assertThat(expression.groupedBy()).as(panel.path("title").asString())
						.containsAll(labels.results()
							.map(MatchResult::group)
							.map((each) -> each.replaceAll("\\W", ""))
							.toList());
				}
			}
		}
	}

}
