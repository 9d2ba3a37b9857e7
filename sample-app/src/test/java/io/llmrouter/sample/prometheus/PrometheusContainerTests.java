package io.llmrouter.sample.prometheus;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.provider.EmbeddingProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.junit.jupiter.Testcontainers;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Has Prometheus in a container scrape the running sample, and asks it everything that
 * dashboard and rules ask.
 */
@ObservedSample
@TestPropertySource(properties = { "server.address=0.0.0.0", "llm.router.gateway.enabled=false" })
@Testcontainers(disabledWithoutDocker = true)
class PrometheusContainerTests {

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	@LocalServerPort
	private int port;

	@Autowired
	@Qualifier("unpricedEmbeddings")
	private EmbeddingProvider embeddings;

	@Test
	void everyQueryOfPanelsAndRulesReturnsData(@TempDir Path folder) throws IOException {
		this.embeddings.embed(EmbeddingRequest.of("Hello")).block(PATIENCE);
		List<Expression> expressions = PrometheusTests.everyExpression();
		try (Network network = Network.newNetwork();
				GenericContainer<?> prometheus = Containers.prometheus(network, this.port, folder)) {
			prometheus.start();
			PrometheusApi api = new PrometheusApi(Containers.url(prometheus, 9090));
			Awaitility.await()
				.atMost(PATIENCE)
				.untilAsserted(() -> assertThat(api.values("up{job=\"llm-router-sample\"} == 1")).hasSize(1));
			Awaitility.await()
				.atMost(PATIENCE)
				.pollInterval(Duration.ofSeconds(2))
				.untilAsserted(() -> assertThat(api.withoutData(expressions)).isEmpty());
			assertThat(api.rules()).allSatisfy((name, health) -> assertThat(health).isEqualTo("ok"));
		}
	}

}
