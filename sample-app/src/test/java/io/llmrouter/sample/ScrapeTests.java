package io.llmrouter.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.embedding.EmbeddingResponse;
import io.llmrouter.provider.EmbeddingProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares a scrape of the running application with the documentation, and has promtool
 * check it.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "sample.upstream.seed=7", "sample.traffic.interval=20ms",
				"sample.upstream.characters.swift.rate-limited-share=0.4",
				"sample.upstream.characters.frugal.overloaded-share=0.5" })
class ScrapeTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Pattern SAMPLE = Pattern
		.compile("(llm_router_\\w+?)(_count|_sum|_bucket|_max)?\\{([^}]*)} .*");

	private static final Pattern ROW = Pattern.compile("(?m)^\\| `llm\\.router[^`]*` \\| `(\\w+)` \\|.*\\|(.*)\\|$");

	/**
	 * The simulated upstreams are slow or cut a stream only now and then, and all models
	 * are configured.
	 */
	private static final Set<String> NOT_IN_EVERY_RUN = Set.of("llm_router_hedges_total",
			"llm_router_labels_limited_total", "llm_router_tokens_estimated_total");

	@LocalServerPort
	private int port;

	@Autowired
	private EmbeddingProvider embeddings;

	@BeforeEach
	void embed() {
		this.embeddings.embed(EmbeddingRequest.of("Hello")).block(PATIENCE);
	}

	@Test
	void everyMeterIsDocumentedAndEveryDocumentedMeterIsThere() throws IOException {
		Map<String, Set<String>> documented = documented();
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(meters()).containsExactlyInAnyOrderEntriesOf(documented));
	}

	private static Map<String, Set<String>> documented() throws IOException {
		Matcher rows = ROW.matcher(Files.readString(Path.of("..", "docs", "metrics.md")));
		Map<String, Set<String>> meters = new TreeMap<>();
		while (rows.find()) {
			String tags = rows.group(2).replaceAll(": .*", "");
			meters.put(rows.group(1),
					Pattern.compile("`(\\w+)`")
						.matcher(tags)
						.results()
						.map((tag) -> tag.group(1))
						.collect(Collectors.toCollection(TreeSet::new)));
		}
		meters.keySet().removeAll(NOT_IN_EVERY_RUN);
		return meters;
	}

	private Map<String, Set<String>> meters() {
		Map<String, Set<String>> meters = new TreeMap<>();
		scrape().lines().map(SAMPLE::matcher).filter(Matcher::matches).forEach((sample) -> {
			Set<String> tags = Pattern.compile("(\\w+)=\"")
				.matcher(sample.group(3))
				.results()
				.map((tag) -> tag.group(1))
				.filter((tag) -> !tag.equals("le"))
				.collect(Collectors.toCollection(TreeSet::new));
			Set<String> before = meters.put(sample.group(1), tags);
			assertThat(before).as("one fixed set of tags for " + sample.group(1)).isIn(null, tags);
		});
		meters.keySet().removeAll(NOT_IN_EVERY_RUN);
		return meters;
	}

	@Test
	void attemptsAreRequestsLessRejectedPlusExtraAttempts() {
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			String scrape = scrape();
			double attempts = sum(scrape, "llm_router_attempt_seconds_count");
			double requests = sum(scrape, "llm_router_request_seconds_count");
			double rejected = sum(scrape, "llm_router_rejected_total");
			double retries = sum(scrape, "llm_router_retries_total");
			double fallbacks = sum(scrape, "llm_router_fallbacks_total");
			assertThat(retries).isPositive();
			assertThat(fallbacks).isPositive();
			double hedges = sum(scrape, "llm_router_hedges_total");
			double open = sum(scrape, "llm_router_attempt_active_seconds_count");
			assertThat(attempts - (requests - rejected + retries + fallbacks + hedges)).isBetween(0.0, open);
		});
	}

	private static double sum(String scrape, String name) {
		return scrape.lines()
			.filter((line) -> line.startsWith(name + "{"))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.sum();
	}

	@Test
	void promtoolAcceptsTheScrape() throws IOException, InterruptedException {
		boolean required = String.valueOf(System.getenv("LLM_ROUTER_REQUIRED_TOOLS")).contains("promtool");
		boolean present = Files.isExecutable(Path.of("/usr/bin/promtool"));
		assertThat(present || !required).as("promtool is installed where it is required").isTrue();
		Assumptions.assumeTrue(present, "promtool is not installed");
		Awaitility.await().atMost(PATIENCE).until(() -> meters().size() > 5);
		Process promtool = new ProcessBuilder("/usr/bin/promtool", "check", "metrics").redirectErrorStream(true)
			.start();
		String ours = scrape().lines()
			.filter((line) -> line.contains("llm_router_"))
			.collect(Collectors.joining("\n", "", "\n"));
		promtool.getOutputStream().write(ours.getBytes(StandardCharsets.UTF_8));
		promtool.getOutputStream().close();
		String findings = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(promtool.exitValue()).as(findings).isZero();
	}

	private String scrape() {
		return WebTestClient.bindToServer()
			.baseUrl("http://127.0.0.1:" + this.port)
			.responseTimeout(PATIENCE)
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(8 * 1024 * 1024))
			.build()
			.get()
			.uri("/actuator/prometheus")
			.exchange()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

	/**
	 * Embeddings, which the sample does not make by itself.
	 */
	@TestConfiguration(proxyBeanMethods = false)
	static class EmbeddingConfiguration {

		@Bean
		EmbeddingProvider embeddings() {
			return new LengthEmbeddings("lengths");
		}

	}

	/**
	 * Provider whose vectors hold the length of the text.
	 *
	 * @param name the name of the provider
	 */
	record LengthEmbeddings(String name) implements EmbeddingProvider {

		@Override
		public Mono<EmbeddingResponse> embed(EmbeddingRequest request) {
			return Mono.just(EmbeddingResponse.of(this.name,
					request.inputs().stream().map((text) -> new float[] { text.length() }).toList()));
		}

	}

}
