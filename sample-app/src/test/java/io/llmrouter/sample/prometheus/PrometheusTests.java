package io.llmrouter.sample.prometheus;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.llmrouter.LlmRouter;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.provider.EmbeddingProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Has a real Prometheus scrape the running sample, with the configuration and the rules
 * of the documentation, and asks it everything that dashboard and rules ask.
 */
@ObservedSample
class PrometheusTests {

	/** Values of the dashboard's variables. */
	static final Map<String, String> VARIABLES = Map.of("__rate_interval", "1m", "__range", "5m", "job", ".+",
			"instance", ".+", "provider", ".+", "model", ".+", "route", ".+", "slo", "0.99");

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	@Autowired
	private LlmRouter router;

	@LocalServerPort
	private int port;

	@Autowired
	@Qualifier("unpricedEmbeddings")
	private EmbeddingProvider embeddings;

	@TempDir
	private Path folder;

	private PrometheusServer server;

	@BeforeEach
	void start() throws IOException {
		this.embeddings.embed(EmbeddingRequest.of("Hello")).block(PATIENCE);
		ChatRequest unlisted = ChatRequest.builder().user("Hello").provider("swift").model("unlisted").build();
		this.router.chat(unlisted).onErrorComplete().block(PATIENCE);
		this.server = PrometheusServer.start(this.port, this.folder);
	}

	/**
	 * Return everything that dashboard and rules ask. Those of alerts are without their
	 * judgement: alerts have data when something is wrong.
	 */
	static List<Expression> everyExpression() throws IOException {
		List<Expression> expressions = new ArrayList<>(Rules.recorded());
		Rules.alerts().forEach((alert) -> expressions.add(alert.unjudged()));
		Dashboard.read().expressions().forEach((expression) -> expressions.add(expression.with(VARIABLES)));
		assertThat(expressions).hasSizeGreaterThan(90);
		return expressions;
	}

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.close();
		}
	}

	@Test
	void everyQueryOfPanelsAndRulesReturnsDataAndEveryNameExists() throws IOException {
		PrometheusApi api = this.server.api();
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(api.values("up{job=\"llm-router-sample\"} == 1")).hasSize(1));
		List<Expression> expressions = everyExpression();
		Awaitility.await()
			.atMost(PATIENCE)
			.pollInterval(Duration.ofSeconds(2))
			.untilAsserted(() -> assertThat(api.withoutData(expressions)).isEmpty());
		assertThat(api.rules()).hasSizeGreaterThan(35).allSatisfy((name, health) -> assertThat(health).isEqualTo("ok"));
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(Scrape.of(this.port).missing(Documented.everything())).isEmpty());
	}

}
