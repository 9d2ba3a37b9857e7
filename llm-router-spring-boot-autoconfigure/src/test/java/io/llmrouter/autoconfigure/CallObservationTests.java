package io.llmrouter.autoconfigure;

import java.time.Duration;

import io.llmrouter.LlmRouter;
import io.llmrouter.autoconfigure.provider.LlmProviderAutoConfiguration;
import io.llmrouter.chat.ChatRequest;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.boot.webclient.autoconfigure.WebClientObservationAutoConfiguration;

/**
 * Follows the observations of one call from the application down to the HTTP client.
 */
class CallObservationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final String ANSWER = """
			{"id":"1","model":"echoed","choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],\
			"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}""";

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	private final DisposableServer upstream = HttpServer.create()
		.port(0)
		.route((routes) -> routes.post("/v1/chat/completions",
				(request, response) -> request.receive()
					.aggregate()
					.then(response.header("Content-Type", "application/json").sendString(Mono.just(ANSWER)).then())))
		.bindNow();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WebClientAutoConfiguration.class,
				WebClientObservationAutoConfiguration.class, LlmProviderAutoConfiguration.class,
				LlmRouterAutoConfiguration.class, LlmRouterMetricsAutoConfiguration.class))
		.withBean(ObservationRegistry.class, () -> this.observations)
		.withPropertyValues("llm.router.providers.stub.type=openai", "llm.router.providers.stub.api-key=sk-test",
				"llm.router.providers.stub.model=small",
				"llm.router.providers.stub.base-url=http://localhost:" + this.upstream.port() + "/v1");

	@AfterEach
	void stop() {
		this.upstream.disposeNow();
	}

	@Test
	void httpClientIsTheChildOfTheAttemptAndTheAttemptOfTheApplication() {
		Observation application = Observation.createNotStarted("application", this.observations).start();
		this.runner.run((context) -> {
			context.getBean(LlmRouter.class)
				.chat(ChatRequest.user("Hello"))
				.contextWrite((reactor) -> reactor.put("micrometer.observation", application))
				.block(PATIENCE);
			application.stop();
			TestObservationRegistryAssert.assertThat(this.observations)
				.hasObservationWithNameEqualTo("llm.router.attempt")
				.that()
				.hasBeenStopped()
				.hasParentObservationEqualTo(application)
				.hasLowCardinalityKeyValue("provider", "stub")
				.hasLowCardinalityKeyValue("model", "small")
				.hasLowCardinalityKeyValue("outcome", "success")
				.hasLowCardinalityKeyValue("error_type", "none");
			TestObservationRegistryAssert.assertThat(this.observations)
				.hasObservationWithNameEqualTo("http.client.requests")
				.that()
				.hasParentObservationContextMatching((parent) -> "llm.router.attempt".equals(parent.getName()));
		});
	}

}
