package io.llmrouter.autoconfigure;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.llmrouter.actuate.LlmMetricsEndpoint.ComparisonDescriptor;
import io.llmrouter.autoconfigure.alert.LlmAlertProperties;
import io.llmrouter.autoconfigure.gateway.LlmGatewayProperties;
import io.llmrouter.autoconfigure.springai.LlmSpringAiProperties;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.stats.LatencyDistribution;
import io.llmrouter.stats.MinuteFigures;
import io.llmrouter.stats.MinuteHistory;
import io.llmrouter.stats.ProviderComparison;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.DefaultValue;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the tables of the documentation with the code.
 */
class DocumentationTests {

	private static final Path DOCS = Path.of("..", "docs");

	@Test
	void configurationTableListsEveryPropertyWithItsDefault() throws IOException {
		Map<String, String> documented = rows("configuration.md", "llm\\.router\\.[a-z0-9.*\\[\\]-]+");
		Map<String, String> expected = new TreeMap<>();
		collect(LlmRouterProperties.PREFIX, LlmRouterProperties.class, expected);
		collect(LlmAlertProperties.PREFIX, LlmAlertProperties.class, expected);
		collect(LlmGatewayProperties.PREFIX, LlmGatewayProperties.class, expected);
		collect(LlmSpringAiProperties.PREFIX, LlmSpringAiProperties.class, expected);
		assertThat(documented.keySet()).isEqualTo(expected.keySet());
		expected.forEach((key, value) -> {
			if (!value.isEmpty()) {
				assertThat(documented.get(key)).as(key).contains("| `" + value + "` |");
			}
		});
	}

	private static void collect(String prefix, Class<?> type, Map<String, String> keys) {
		for (RecordComponent component : type.getRecordComponents()) {
			String key = prefix + "." + dashed(component.getName());
			Class<?> nested = nestedRecord(component.getGenericType());
			if (nested != null) {
				collect(key + placeholder(component.getType()), nested, keys);
			}
			else {
				DefaultValue value = defaultValue(type, component);
				keys.put(key, (value != null && value.value().length == 1) ? value.value()[0] : "");
			}
		}
	}

	private static String placeholder(Class<?> type) {
		if (Map.class.isAssignableFrom(type)) {
			return ".*";
		}
		return List.class.isAssignableFrom(type) ? "[]" : "";
	}

	private static DefaultValue defaultValue(Class<?> type, RecordComponent component) {
		var parameters = type.getDeclaredConstructors()[0].getParameters();
		for (var parameter : parameters) {
			if (parameter.getName().equals(component.getName())) {
				return parameter.getAnnotation(DefaultValue.class);
			}
		}
		return null;
	}

	private static Class<?> nestedRecord(Type type) {
		if (type instanceof Class<?> single && single.isRecord()) {
			return single;
		}
		if (type instanceof ParameterizedType generic && generic
			.getActualTypeArguments()[generic.getActualTypeArguments().length - 1] instanceof Class<?> value
				&& value.isRecord()) {
			return value;
		}
		return null;
	}

	private static String dashed(String name) {
		return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
	}

	@Test
	void endpointTableListsEveryField() throws IOException {
		Set<String> expected = new TreeSet<>(Set.of("generatedAt", "window", "since", "pricesAsOf", "ranking",
				"providers", "history", "distribution"));
		assertThat(ComparisonDescriptor.class.getRecordComponents()).extracting(RecordComponent::getName)
			.containsExactlyInAnyOrderElementsOf(expected);
		for (RecordComponent component : ProviderComparison.class.getRecordComponents()) {
			addField(component, expected);
		}
		addList("strata", ProviderComparison.Stratum.class, expected);
		addList("history", MinuteHistory.class, expected);
		addList("history.minutes", MinuteFigures.class, expected);
		addList("distribution", LatencyDistribution.class, expected);
		addList("distribution.buckets", LatencyDistribution.Bucket.class, expected);
		assertThat(
				rows("metrics.md", "[a-z][A-Za-z0-9.]+").keySet().stream().filter((name) -> !name.startsWith("llm.")))
			.containsExactlyInAnyOrderElementsOf(expected);
	}

	private static void addList(String name, Class<?> type, Set<String> fields) {
		fields.remove(name);
		for (RecordComponent component : type.getRecordComponents()) {
			fields.add(name + "." + component.getName());
		}
	}

	private static void addField(RecordComponent component, Set<String> fields) {
		if (!component.getType().isRecord()) {
			fields.add(component.getName());
			return;
		}
		for (RecordComponent nested : component.getType().getRecordComponents()) {
			fields.add(component.getName() + "." + nested.getName());
		}
	}

	@Test
	void everyErrorTypeIsDocumented() throws IOException {
		String text = Files.readString(DOCS.resolve("metrics.md"));
		for (ErrorType type : ErrorType.values()) {
			assertThat(text).contains("`" + type.code() + "`");
		}
	}

	@Test
	void everyPropertyHasADescriptionInTheMetadata() throws IOException {
		JsonNode metadata = JsonMapper.shared()
			.readTree(Path.of("target", "classes", "META-INF", "spring-configuration-metadata.json").toFile());
		Set<String> names = new TreeSet<>();
		for (JsonNode property : metadata.get("properties")) {
			names.add(property.get("name").asString());
			assertThat(property.path("description").asString()).as(property.get("name").asString()).isNotBlank();
		}
		assertThat(names).contains("llm.router.providers", "llm.router.routes", "llm.router.metrics.enabled",
				"llm.router.alerts.window", "management.endpoint.llm-metrics.access");
	}

	@Test
	void configurationTableAgreesWithTheMetadata() throws IOException {
		Map<String, String> documented = rows("configuration.md", "llm\\.router\\.[a-z0-9.*\\[\\]-]+");
		JsonNode metadata = JsonMapper.shared()
			.readTree(Path.of("target", "classes", "META-INF", "spring-configuration-metadata.json").toFile());
		for (JsonNode property : metadata.get("properties")) {
			String name = property.get("name").asString();
			if (!name.startsWith(LlmRouterProperties.PREFIX + ".")) {
				continue;
			}
			assertThat(documented.keySet()).as(name).anyMatch((key) -> key.equals(name) || key.startsWith(name + ".*"));
			if (property.has("defaultValue") && documented.containsKey(name)) {
				assertThat(documented.get(name)).as(name)
					.contains("| `" + property.get("defaultValue").asString() + "` |");
			}
		}
	}

	private static Map<String, String> rows(String file, String name) throws IOException {
		Matcher matcher = Pattern.compile("(?m)^\\| `(" + name + ")` \\|.*$")
			.matcher(Files.readString(DOCS.resolve(file)));
		Map<String, String> rows = new LinkedHashMap<>();
		while (matcher.find()) {
			rows.put(matcher.group(1), matcher.group());
		}
		return new TreeMap<>(rows);
	}

}
