package io.llmrouter.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.llmrouter.LlmRouter;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.LlmRouterException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Application that has nothing but properties, and shows all that actuator can show. One
 * of its providers answers, one refuses and echoes key and prompt, one is silent.
 */
@ExtendWith(OutputCaptureExtension.class)
@AutoConfigureMetrics
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = { "spring.main.web-application-type=reactive",
		"management.endpoints.web.exposure.include=*", "management.endpoint.env.show-values=always",
		"management.endpoint.configprops.show-values=always", "logging.level.io.llmrouter=DEBUG",
		"llm.router.providers.good.type=openai", "llm.router.providers.good.api-key=sk-canary-good-0123456789",
		"llm.router.providers.good.model=m", "llm.router.providers.good.headers.X-Extra-Key=header-canary",
		"llm.router.providers.good.api-keys=sk-canary-second-0123456789,sk-canary-third-0123456789",
		"llm.router.providers.bad.type=openai", "llm.router.providers.bad.api-key=bad-canary-0123456789",
		"llm.router.providers.bad.model=m", "llm.router.providers.bad.api-keys[0]=worse-canary-0123456789",
		"llm.router.providers.far.type=openai-compatible", "llm.router.providers.far.model=m",
		"llm.router.providers.far.base-url=http://far.invalid/v1", "llm.router.providers.far.proxy.host=127.0.0.1",
		"llm.router.providers.far.proxy.port=1", "llm.router.providers.far.proxy.username=user",
		"llm.router.providers.far.proxy.password=password-canary", "llm.router.providers.silent.type=openai-compatible",
		"llm.router.providers.silent.model=m", "llm.router.providers.silent.timeouts.response=150ms",
		"llm.router.providers.silent.timeouts.first-token=250ms" })
class ConfiguredProviderTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final String PROMPT = "canary of the prompt: the merger takes place on Monday";

	private static final String ANSWER = """
			{"model":"m","choices":[{"message":{"content":"canary of the answer"},"finish_reason":"stop"}],\
			"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}""";

	private static final DisposableServer upstream = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.handle(ConfiguredProviderTests::answer)
		.bindNow();

	@LocalServerPort
	private int port;

	@Autowired
	private LlmRouter router;

	private WebTestClient client;

	@DynamicPropertySource
	static void addresses(DynamicPropertyRegistry registry) {
		for (String provider : List.of("good", "bad", "silent")) {
			registry.add("llm.router.providers." + provider + ".base-url",
					() -> "http://127.0.0.1:" + upstream.port() + "/" + provider);
		}
	}

	private static Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		response.header("Content-Type", "application/json");
		if (request.path().startsWith("good")) {
			return request.receive().then(response.sendString(Mono.just(ANSWER)).then());
		}
		if (request.path().startsWith("silent")) {
			return Mono.never();
		}
		String key = request.requestHeaders().get("Authorization");
		String echo = "{\"error\":{\"message\":\"" + key + " must not ask: " + PROMPT + "\"}}";
		return request.receive().then(response.status(401).sendString(Mono.just(echo)).then());
	}

	@AfterAll
	static void close() {
		upstream.disposeNow();
	}

	@BeforeEach
	void connect() {
		this.client = WebTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port + "/actuator")
			.responseTimeout(PATIENCE)
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(8 * 1024 * 1024))
			.build();
	}

	@Test
	void callIsSeenInComparisonAndScrapeWithoutFurtherConfiguration() {
		ask("good").block(PATIENCE);
		assertThat(read("/llm-metrics/good/m")).contains("\"succeeded\":");
		assertThat(read("/prometheus")).contains("llm_router_attempt_seconds_count{", "provider=\"good\"");
	}

	@Test
	void keysPromptsAndAnswersStandNowhere(CapturedOutput output) {
		ask("good").block(PATIENCE);
		for (String provider : List.of("bad", "far")) {
			Throwable failure = catchThrowable(() -> ask(provider).block(PATIENCE));
			assertThat(failure).isInstanceOf(LlmRouterException.class);
			for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
				assertThat(cause.toString()).doesNotContain("canary");
			}
		}
		for (String page : List.of("/configprops", "/env", "/llm-metrics", "/prometheus", "/metrics", "/beans")) {
			assertThat(read(page)).as(page).isNotBlank().doesNotContain("canary");
		}
		assertThat(read("/env/llm.router.providers.good.api-key")).contains("******").doesNotContain("canary");
		assertThat(output).doesNotContain("canary");
	}

	@Test
	void timeLimitsOfAProviderAreKept() {
		assertThatThrownBy(() -> ask("silent").block(PATIENCE)).hasMessageContaining("within PT0.15S");
		ChatRequest request = ChatRequest.builder().provider("silent").user(PROMPT).build();
		assertThatThrownBy(() -> this.router.stream(request).blockLast(PATIENCE))
			.hasMessageContaining("within PT0.25S");
	}

	@Test
	void resetIsOffUnlessAllowed() {
		this.client.method(HttpMethod.DELETE)
			.uri("/llm-metrics")
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.METHOD_NOT_ALLOWED)
			.expectBody()
			.returnResult();
	}

	private Mono<String> ask(String provider) {
		return this.router.chat(ChatRequest.builder().provider(provider).user(PROMPT).build())
			.map((answer) -> answer.provider());
	}

	private String read(String uri) {
		return this.client.get()
			.uri(uri)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

}
