package io.llmrouter.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts each of the examples, as the README does.
 */
class ExamplesTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String NEVER_LIMITED = "--sample.upstream.characters.swift.rate-limited-share=0";

	private static final String ALWAYS_LIMITED = "--sample.upstream.characters.swift.rate-limited-share=1";

	@Test
	void basicExampleAsksAndMeasuresItsProvider() {
		run("basic", NEVER_LIMITED, (client) -> {
			assertThat(ask(client)).isEqualTo("swift");
			assertThat(measured(client)).containsExactlyEntriesOf(Map.of("swift", 1));
		});
	}

	@Test
	void exampleWithSeveralProvidersFallsBackToTheNext() {
		run("several-providers", ALWAYS_LIMITED, (client) -> {
			assertThat(ask(client)).isEqualTo("steady");
			assertThat(measured(client)).containsKeys("swift", "steady").doesNotContainKey("local");
		});
	}

	@Test
	void exampleWithoutMetricsAnswersAndShowsNone() {
		run("metrics-off", NEVER_LIMITED, (client) -> {
			assertThat(ask(client)).isEqualTo("swift");
			client.get().uri("/actuator/llm-metrics").exchange().expectStatus().isNotFound();
			assertThat(client.get()
				.uri("/actuator/prometheus")
				.exchange()
				.expectBody(String.class)
				.returnResult()
				.getResponseBody()).contains("jvm_").doesNotContain("llm_router_");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "basic", "several-providers", "metrics-off" })
	void readmeTellsHowToStartTheExample(String profile) throws IOException {
		assertThat(Files.readString(Path.of("..", "README.md"))).contains("-Dspring-boot.run.profiles=" + profile);
	}

	private static void run(String profile, String argument, Consumer<WebTestClient> test) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(SampleApplication.class)
			.profiles(profile)
			.run("--server.port=0", argument)) {
			String port = context.getEnvironment().getRequiredProperty("local.server.port");
			test.accept(WebTestClient.bindToServer()
				.baseUrl("http://127.0.0.1:" + port)
				.responseTimeout(PATIENCE)
				.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(8 * 1024 * 1024))
				.build());
		}
	}

	private static String ask(WebTestClient client) {
		return client.post()
			.uri("/chat")
			.bodyValue(Map.of("message", "Hello"))
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(JsonNode.class)
			.returnResult()
			.getResponseBody()
			.get("provider")
			.asString();
	}

	private static Map<String, Integer> measured(WebTestClient client) {
		List<JsonNode> rows = client.get()
			.uri("/actuator/llm-metrics")
			.exchange()
			.expectBody(JsonNode.class)
			.returnResult()
			.getResponseBody()
			.get("ranking")
			.valueStream()
			.toList();
		return rows.stream()
			.collect(
					Collectors.toMap((row) -> row.get("provider").asString(), (row) -> row.at("/calls/total").asInt()));
	}

}
