package io.llmrouter.sample;

import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SampleApplication} as a whole, against its simulated providers. Routes
 * lead past their failures, so every question is answered.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "sample.upstream.seed=20261123", "sample.traffic.interval=100ms" })
@ExtendWith(OutputCaptureExtension.class)
class SampleApplicationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String QUESTION = """
			{"message": "Which provider is best for me?", "route": "quality"}""";

	@LocalServerPort
	private int port;

	private WebTestClient client;

	@BeforeEach
	void connect() {
		this.client = WebTestClient.bindToServer()
			.baseUrl("http://127.0.0.1:" + this.port)
			.responseTimeout(PATIENCE)
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(8 * 1024 * 1024))
			.build();
	}

	@Test
	void questionIsAnsweredWithoutKeyAndNetwork() {
		JsonNode answer = ask(QUESTION).expectStatus()
			.isOk()
			.expectBody(JsonNode.class)
			.returnResult()
			.getResponseBody();
		assertThat(answer.path("text").asString()).hasSizeGreaterThan(80);
		assertThat(answer.path("provider").asString()).isIn("steady", "swift");
		assertThat(answer.path("model").asString()).isEqualTo(answer.path("provider").asString() + "-1");
		assertThat(answer.at("/usage/totalTokens").asInt()).isPositive();
	}

	@Test
	void defaultRouteIsTakenWhereNoneIsNamed() {
		ask("{\"message\": \"Hello\"}").expectStatus().isOk().expectBody().jsonPath("$.provider").isNotEmpty();
	}

	@Test
	void blankMessageIsAProblem() {
		ask("{\"message\": \" \"}").expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.errorType")
			.isEqualTo("invalid_request");
	}

	@Test
	void unknownRouteIsAProblem() {
		ask("{\"message\": \"Hello\", \"route\": \"nowhere\"}").expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.errorType")
			.isNotEmpty();
	}

	@Test
	void tokensArriveOneByOneAndThenTheSummary() {
		List<ServerSentEvent<JsonNode>> events = this.client.post()
			.uri("/chat/stream")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(QUESTION)
			.exchangeSuccessfully()
			.returnResult(new ParameterizedTypeReference<ServerSentEvent<JsonNode>>() {
			})
			.getResponseBody()
			.collectList()
			.block(PATIENCE);
		ServerSentEvent<JsonNode> last = events.get(events.size() - 1);
		assertThat(events.subList(0, events.size() - 1)).hasSizeGreaterThan(20)
			.allSatisfy((event) -> assertThat(event.data().path("text").asString()).isNotEmpty());
		assertThat(last.event()).isEqualTo("done");
		assertThat(last.data().path("provider").asString()).isIn("steady", "swift");
		assertThat(last.data().path("finishReason").asString()).isEqualTo("stop");
		assertThat(last.data().at("/usage/outputTokens").asInt()).isPositive();
	}

	@Test
	void prometheusCountsAttempts() {
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(get("/actuator/prometheus")).contains("llm_router_attempt_seconds_count"));
	}

	@Test
	void backgroundTrafficFillsTheComparison() {
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(ranking()).hasSize(4)
				.allSatisfy((entry) -> assertThat(entry.at("/calls/succeeded").asInt()).isPositive()));
	}

	@Test
	void pageAndItsPartsAreServed() {
		assertThat(get("/")).contains("<title>LLM Router sample</title>").doesNotContain("<script>", "style=");
		assertThat(get("/app.js")).contains("chat/stream");
		assertThat(get("/style.css")).contains("prefers-color-scheme");
		assertThat(get("/routes")).isEqualTo("[\"default\",\"cheap\",\"quality\"]");
	}

	@Test
	void nothingIsWarnedAbout(CapturedOutput output) {
		// To leave the body unread would leak its buffer.
		ask(QUESTION).expectStatus().isOk().expectBody(String.class).returnResult();
		assertThat(output.getAll()).doesNotContain(" WARN ", " ERROR ");
	}

	private WebTestClient.ResponseSpec ask(String body) {
		return this.client.post().uri("/chat").contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
	}

	private JsonNode ranking() {
		return this.client.get()
			.uri("/actuator/llm-metrics?window=5m")
			.accept(MediaType.APPLICATION_JSON)
			.exchangeSuccessfully()
			.expectBody(JsonNode.class)
			.returnResult()
			.getResponseBody()
			.path("ranking");
	}

	private String get(String path) {
		return this.client.get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

}
