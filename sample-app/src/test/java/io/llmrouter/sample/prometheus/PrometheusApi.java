package io.llmrouter.sample.prometheus;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * HTTP interface of a Prometheus server.
 */
final class PrometheusApi {

	private final HttpClient client = HttpClient.newHttpClient();

	private final String url;

	/**
	 * Create an interface.
	 * @param url the address of the server
	 */
	PrometheusApi(String url) {
		this.url = url;
	}

	/**
	 * Return which expressions have no data now: no series, or none whose value is a
	 * number.
	 * @param expressions the expressions
	 * @return those without data
	 */
	List<Expression> withoutData(List<Expression> expressions) {
		return expressions.stream().filter((expression) -> !hasData(expression)).toList();
	}

	private boolean hasData(Expression expression) {
		return values(expression.text()).stream().anyMatch((value) -> Double.isFinite(value));
	}

	/**
	 * Evaluate an expression now.
	 * @param expression the expression
	 * @return the values of its series
	 */
	List<Double> values(String expression) {
		JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
		assertThat(answer.path("status").asString()).as(expression + ": " + answer).isEqualTo("success");
		JsonNode result = answer.at("/data/result");
		List<Double> values = new ArrayList<>();
		if (answer.at("/data/resultType").asString().equals("scalar")) {
			values.add(number(result.get(1)));
		}
		else {
			result.forEach((series) -> values.add(number(series.at("/value/1"))));
		}
		return values;
	}

	private static double number(JsonNode value) {
		return switch (value.asString()) {
			case "+Inf" -> Double.POSITIVE_INFINITY;
			case "-Inf" -> Double.NEGATIVE_INFINITY;
			default -> Double.parseDouble(value.asString());
		};
	}

	/**
	 * Return the rules that the server evaluates.
	 * @return what their last evaluation came to, {@code ok} where nothing is wrong, by
	 * name
	 */
	Map<String, String> rules() {
		Map<String, String> rules = new TreeMap<>();
		get("/api/v1/rules").at("/data/groups")
			.forEach((group) -> group.path("rules")
				.forEach((rule) -> rules.merge(rule.path("name").asString(),
						rule.path("health").asString() + rule.path("lastError").asString(), PrometheusApi::worse)));
		return rules;
	}

	private static String worse(String one, String other) {
		return one.equals("ok") ? other : one;
	}

	private JsonNode get(String path) {
		try {
			String body = this.client
				.send(HttpRequest.newBuilder(URI.create(this.url + path)).build(), HttpResponse.BodyHandlers.ofString())
				.body();
			return JsonMapper.shared().readTree(body);
		}
		catch (IOException ex) {
			throw new AssertionError(path, ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
