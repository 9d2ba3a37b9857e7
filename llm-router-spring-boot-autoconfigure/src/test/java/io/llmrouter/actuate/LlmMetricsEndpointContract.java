package io.llmrouter.actuate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.llmrouter.LlmRouter;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.BodyContentSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the endpoint promises, on whatever server it runs.
 */
@ExtendWith(OutputCaptureExtension.class)
@AutoConfigureMetrics
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=health,prometheus,llm-metrics,llm-calls",
				"management.endpoint.llm-metrics.access=unrestricted", "llm.router.metrics.minimum-samples=3",
				"llm.router.health.ejection.consecutive-failures=1000",
				"llm.router.health.breaker.minimum-calls=1000" })
abstract class LlmMetricsEndpointContract {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	@LocalServerPort
	private int port;

	@Autowired
	private LlmRouter router;

	private WebTestClient client;

	@BeforeEach
	void connect() {
		this.client = WebTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port + "/actuator")
			.responseTimeout(PATIENCE)
			.build();
		this.client.delete().uri("/llm-metrics").exchange().expectStatus().is2xxSuccessful().expectBody().isEmpty();
	}

	private void call(String provider, String model, int times) {
		ChatRequest request = ChatRequest.builder().provider(provider).model(model).user("Hello").build();
		Flux.range(0, times)
			.concatMap((i) -> this.router.chat(request).onErrorResume((failure) -> Mono.empty()))
			.blockLast(PATIENCE);
	}

	private BodyContentSpec get(String uri) {
		return this.client.get().uri(uri).exchange().expectStatus().isOk().expectBody();
	}

	@Test
	void answersEmptyBeforeTheFirstCall() {
		get("/llm-metrics").jsonPath("$.ranking.length()").isEqualTo(0).jsonPath("$.window").isEqualTo("5m");
	}

	@Test
	void ranksProvidersWithTheirFigures() {
		call("sound", "small", 4);
		call("broken", "x", 3);
		get("/llm-metrics?window=all").jsonPath("$.generatedAt")
			.exists()
			.jsonPath("$.since")
			.exists()
			.jsonPath("$.ranking[0].rank")
			.isEqualTo(1)
			.jsonPath("$.ranking[0].provider")
			.isEqualTo("sound")
			.jsonPath("$.ranking[0].verdict")
			.isEqualTo("ranked")
			.jsonPath("$.ranking[0].calls.succeeded")
			.isEqualTo(4)
			.jsonPath("$.ranking[0].successRate")
			.isEqualTo(1.0)
			.jsonPath("$.ranking[0].successRateInterval.length()")
			.isEqualTo(2)
			.jsonPath("$.ranking[0].latencyMillis.p95")
			.isNumber()
			.jsonPath("$.ranking[0].tokens.total")
			.isEqualTo(28)
			.jsonPath("$.ranking[1].errors.overloaded")
			.isEqualTo(6)
			.jsonPath("$.ranking[1].latencyMillis")
			.doesNotExist()
			.jsonPath("$.providers.length()")
			.isEqualTo(2);
	}

	@Test
	void tooFewSamplesAreSaidToBeTooFew() {
		call("sound", "small", 2);
		get("/llm-metrics").jsonPath("$.ranking[0].verdict").isEqualTo("insufficient-samples");
	}

	@Test
	void filtersAndSelectorsBite() {
		call("sound", "small", 1);
		call("sound", "large", 1);
		call("broken", "x", 1);
		for (String uri : List.of("/llm-metrics?provider=sound", "/llm-metrics/sound")) {
			get(uri).jsonPath("$.ranking.length()")
				.isEqualTo(2)
				.jsonPath("$.providers.length()")
				.isEqualTo(1)
				.jsonPath("$.providers[0].calls.total")
				.isEqualTo(2);
		}
		for (String uri : List.of("/llm-metrics?model=large", "/llm-metrics/sound/large")) {
			get(uri).jsonPath("$.ranking.length()").isEqualTo(1).jsonPath("$.ranking[0].model").isEqualTo("large");
		}
		get("/llm-metrics?provider=nobody").jsonPath("$.ranking.length()").isEqualTo(0);
	}

	@Test
	void weightsGiveAScoreAndItsOrder() {
		call("sound", "small", 4);
		call("broken", "x", 3);
		get("/llm-metrics").jsonPath("$.ranking[0].score").doesNotExist();
		for (String uri : List.of("/llm-metrics?weights=success:1", "/llm-metrics?sort=score",
				"/llm-metrics/sound?weights=latency:0.7")) {
			get(uri).jsonPath("$.ranking[0].provider")
				.isEqualTo("sound")
				.jsonPath("$.ranking[0].score")
				.value(Double.class, (score) -> assertThat(score).isBetween(0.5, 1.0));
		}
		get("/llm-metrics?weights=success:1&sort=name").jsonPath("$.ranking[0].provider").isEqualTo("broken");
	}

	@Test
	void everyRowSaysWhyItStandsWhereItStands() {
		call("sound", "small", 4);
		call("broken", "x", 3);
		get("/llm-metrics").jsonPath("$.ranking[0].why")
			.value(String.class, (why) -> assertThat(why).startsWith("First, before broken/x: it succeeds more surely"))
			.jsonPath("$.ranking[1].why")
			.value(String.class, (why) -> assertThat(why).startsWith("Below sound/small: "))
			.jsonPath("$.ranking[0].paretoOptimal")
			.isEqualTo(true);
	}

	@Test
	void historyIsToldWhereItIsAskedFor() {
		call("sound", "small", 2);
		call("sound", "large", 1);
		get("/llm-metrics").jsonPath("$.history").doesNotExist();
		get("/llm-metrics?history=true").jsonPath("$.history.length()").isEqualTo(2);
		get("/llm-metrics/sound?history=true").jsonPath("$.history.length()").isEqualTo(2);
		get("/llm-metrics/sound/small?history=true").jsonPath("$.history.length()")
			.isEqualTo(1)
			.jsonPath("$.history[0].minutes[0].start")
			.exists();
		get("/llm-metrics?history=1").jsonPath("$.history.length()").isEqualTo(2);
	}

	@Test
	void rollUpIsLeftOutWhereItIsNotWanted() {
		call("sound", "small", 2);
		get("/llm-metrics?rollUp=false").jsonPath("$.providers")
			.doesNotExist()
			.jsonPath("$.ranking.length()")
			.isEqualTo(1);
	}

	@Test
	void distributionIsToldWhereItIsAskedFor() {
		call("sound", "small", 2);
		call("broken", "x", 1);
		get("/llm-metrics").jsonPath("$.distribution").doesNotExist();
		get("/llm-metrics?distribution=true").jsonPath("$.distribution.length()")
			.isEqualTo(1)
			.jsonPath("$.distribution[0].model")
			.isEqualTo("small")
			.jsonPath("$.distribution[0].buckets[0].upToMillis")
			.isNumber();
	}

	@Test
	void badQueryIsTheCallersFault() {
		assertThat(badRequest("/llm-metrics?window=2m")).contains("\"status\":400");
		assertThat(badRequest("/llm-metrics?sort=luck")).contains("\"status\":400");
		assertThat(badRequest("/llm-metrics?weights=luck:1")).contains("\"status\":400");
		assertThat(badRequest("/llm-metrics?history=0")).contains("\"status\":400");
		assertThat(badRequest("/llm-metrics/sound?history=61")).contains("\"status\":400");
		assertThat(badRequest("/llm-metrics/sound?weights=cost:2")).contains("\"status\":400");
	}

	String badRequest(String uri) {
		return this.client.get()
			.uri(uri)
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

	@Test
	void resetForgetsTheComparisonButNoMeter() {
		call("sound", "small", 2);
		double before = attempts();
		this.client.delete().uri("/llm-metrics").exchange().expectStatus().is2xxSuccessful().expectBody().isEmpty();
		get("/llm-metrics?window=all").jsonPath("$.ranking.length()").isEqualTo(0);
		assertThat(attempts()).isEqualTo(before).isGreaterThanOrEqualTo(2);
	}

	private double attempts() {
		return scrape().lines()
			.filter((line) -> line.startsWith("llm_router_attempt_seconds_count"))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.sum();
	}

	private String scrape() {
		byte[] body = get("/prometheus").returnResult().getResponseBody();
		return new String(Objects.requireNonNull(body), StandardCharsets.UTF_8);
	}

	@Test
	void lastCallsAreShownWithTheirReasons() {
		call("sound", "small", 1);
		call("broken", "x", 1);
		get("/llm-calls?limit=2").jsonPath("$.calls.length()")
			.isEqualTo(2)
			.jsonPath("$.calls[0].outcome")
			.isEqualTo("error")
			.jsonPath("$.calls[0].errorType")
			.isEqualTo("overloaded")
			.jsonPath("$.calls[0].attempts[0].provider")
			.isEqualTo("broken")
			.jsonPath("$.calls[1].route")
			.isEqualTo("default")
			.jsonPath("$.calls[1].strategy")
			.isEqualTo("adaptive")
			.jsonPath("$.calls[1].candidates[0].verdict")
			.isEqualTo("asked")
			.jsonPath("$.calls[1].attempts[0].outcome")
			.isEqualTo("success");
		get("/llm-calls?provider=broken&outcome=success").jsonPath("$.calls.length()").isEqualTo(0);
		this.client.get().uri("/llm-calls?limit=0").exchange().expectStatus().isBadRequest();
	}

	@Test
	void startLogsNoWarning(CapturedOutput output) {
		get("/llm-metrics");
		assertThat(output).doesNotContain("invalid characters").doesNotContain("WARN");
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

		@Bean
		ChatProvider sound() {
			return new Answering("sound", List.of("small", "large"),
					Mono.just(ChatResponse.text("sound", "Hi", TokenUsage.of(5, 2))));
		}

		@Bean
		ChatProvider broken() {
			return failing("broken");
		}

		private static ChatProvider failing(String name) {
			return new Answering(name, List.of("x"),
					Mono.error(new ProviderException("planned", ErrorDetails.of(ErrorType.OVERLOADED).at(name, "x"))));
		}

	}

	record Answering(String name, List<String> models, Mono<ChatResponse> answer) implements ChatProvider {

		@Override
		public Mono<ChatResponse> chat(ChatRequest request) {
			return this.answer;
		}

		@Override
		public Flux<ChatChunk> stream(ChatRequest request) {
			return this.answer.flatMapMany((response) -> Flux.just(new ChatChunk.TextDelta(response.text())));
		}

	}

}
