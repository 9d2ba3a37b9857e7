package io.llmrouter.sample.prometheus;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Grafana dashboard of the documentation.
 *
 * @param json the dashboard
 */
record Dashboard(JsonNode json) {

	static final Path FILE = Path.of("..", "docs", "grafana", "llm-router.json");

	static Dashboard read() {
		return new Dashboard(JsonMapper.shared().readTree(FILE.toFile()));
	}

	List<JsonNode> variables() {
		return list(this.json.at("/templating/list"));
	}

	JsonNode variable(String name) {
		return variables().stream()
			.filter((variable) -> variable.path("name").asString().equals(name))
			.findFirst()
			.orElseThrow();
	}

	List<JsonNode> rows() {
		return list(this.json.path("panels")).stream().filter(Dashboard::isRow).toList();
	}

	List<JsonNode> panels() {
		return list(this.json.path("panels")).stream().filter((panel) -> !isRow(panel)).toList();
	}

	private static boolean isRow(JsonNode panel) {
		return panel.path("type").asString().equals("row");
	}

	List<Expression> expressions() {
		List<Expression> expressions = new ArrayList<>();
		for (JsonNode panel : panels()) {
			for (JsonNode target : panel.path("targets")) {
				expressions.add(new Expression(
						"panel '" + panel.path("title").asString() + "' " + target.path("refId").asString(),
						target.path("expr").asString()));
			}
		}
		return expressions;
	}

	static List<JsonNode> list(JsonNode array) {
		List<JsonNode> elements = new ArrayList<>();
		array.forEach(elements::add);
		return elements;
	}

}
