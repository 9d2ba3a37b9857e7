package io.llmrouter.sample.prometheus;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.yaml.snakeyaml.Yaml;

/**
 * Prometheus rules of the documentation.
 */
final class Rules {

	static final Path FOLDER = Path.of("..", "docs", "prometheus");

	private Rules() {
	}

	static List<Expression> recorded() throws IOException {
		return rules("recording-rules.yml").map((rule) -> expression(rule, "record")).toList();
	}

	static List<Expression> alerts() throws IOException {
		return rules("alert-rules.yml").map((rule) -> expression(rule, "alert")).toList();
	}

	private static Expression expression(Map<String, Object> rule, String kind) {
		return new Expression(kind + " '" + rule.get(kind) + "'", (String) rule.get("expr"));
	}

	@SuppressWarnings("unchecked")
	private static Stream<Map<String, Object>> rules(String file) throws IOException {
		try (InputStream input = Files.newInputStream(FOLDER.resolve(file))) {
			Map<String, Object> document = new Yaml().load(input);
			List<Map<String, Object>> groups = (List<Map<String, Object>>) document.get("groups");
			return groups.stream().flatMap((group) -> ((List<Map<String, Object>>) group.get("rules")).stream());
		}
	}

}
