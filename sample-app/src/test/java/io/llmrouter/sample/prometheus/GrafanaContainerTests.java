package io.llmrouter.sample.prometheus;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.junit.jupiter.Testcontainers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Provisions the dashboard in a Grafana beside a Prometheus that scrapes the running
 * sample, and asks Grafana for the data of every panel.
 */
@ObservedSample
@TestPropertySource(properties = { "server.address=0.0.0.0", "llm.router.gateway.enabled=false" })
@Testcontainers(disabledWithoutDocker = true)
class GrafanaContainerTests {

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private final HttpClient client = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Test
	void provisionedDashboardHasDataInEveryPanel(@TempDir Path folder) throws IOException {
		Assumptions.assumeFalse(Containers.image("grafana", "public").isEmpty(), "There is no image of Grafana");
		Path rules = Files.createDirectory(folder.resolve("prometheus"));
		try (Network network = Network.newNetwork();
				GenericContainer<?> prometheus = Containers.prometheus(network, this.port, rules);
				GenericContainer<?> grafana = Containers.grafana(network, folder)) {
			prometheus.start();
			grafana.start();
			String url = Containers.url(grafana, 3000);
			Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertProvisioned(url));
			Awaitility.await()
				.atMost(PATIENCE)
				.pollInterval(Duration.ofSeconds(5))
				.untilAsserted(() -> assertThat(panelsWithoutData(url)).isEmpty());
		}
	}

	private void assertProvisioned(String url) {
		JsonNode dashboard = send(HttpRequest.newBuilder(URI.create(url + "/api/dashboards/uid/llm-router")));
		assertThat(dashboard.at("/meta/provisioned").asBoolean()).isTrue();
		assertThat(dashboard.at("/dashboard/panels").size()).isEqualTo(Dashboard.read().json().path("panels").size());
	}

	private List<String> panelsWithoutData(String url) {
		List<String> without = new ArrayList<>();
		for (JsonNode panel : Dashboard.read().panels()) {
			for (JsonNode target : panel.path("targets")) {
				HttpRequest.BodyPublisher query = HttpRequest.BodyPublishers.ofString(query(target).toString());
				JsonNode answer = send(HttpRequest.newBuilder(URI.create(url + "/api/ds/query"))
					.header("Content-Type", "application/json")
					.POST(query));
				String id = target.path("refId").asString();
				if (!hasData(answer.path("results").path(id))) {
					without
						.add(panel.path("title").asString() + " " + id + ": " + answer.at("/results/" + id + "/error"));
				}
			}
		}
		return without;
	}

	// Grafana itself fills in '$__rate_interval' and '$__range'.
	private static ObjectNode query(JsonNode target) {
		Map<String, String> variables = new HashMap<>(PrometheusTests.VARIABLES);
		variables.keySet().removeIf((name) -> name.startsWith("__"));
		ObjectNode query = (ObjectNode) target.deepCopy();
		query.put("expr", new Expression("", target.path("expr").asString()).with(variables).text())
			.put("intervalMs", 1000)
			.put("maxDataPoints", 300);
		query.putObject("datasource").put("type", "prometheus").put("uid", "prometheus");
		ObjectNode body = JsonMapper.shared().createObjectNode().put("from", "now-5m").put("to", "now");
		body.putArray("queries").add(query);
		return body;
	}

	private static boolean hasData(JsonNode result) {
		for (JsonNode frame : result.path("frames")) {
			for (JsonNode column : Dashboard.list(frame.at("/data/values")).stream().skip(1).toList()) {
				if (Dashboard.list(column).stream().anyMatch(JsonNode::isNumber)) {
					return true;
				}
			}
		}
		return false;
	}

	private JsonNode send(HttpRequest.Builder request) {
		try {
			return JsonMapper.shared()
				.readTree(this.client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
