package io.llmrouter.autoconfigure.springai;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.llmrouter.springai.RouterChatModel;
import io.llmrouter.springai.ScriptedChatModel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.observation.ChatModelMeterObservationHandler;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.observation.ChatModelObservationDocumentation;
import org.springframework.ai.chat.observation.DefaultChatModelObservationConvention;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.retry.NonTransientAiException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares two chat models of Spring AI, which are asked by a chat client over the
 * router, in a running application.
 */
@AutoConfigureMetrics
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.main.web-application-type=reactive",
				"management.endpoints.web.exposure.include=llm-metrics", "llm.router.metrics.minimum-samples=2",
				"llm.router.providers.sound.type=spring-ai", "llm.router.providers.sound.bean=soundModel",
				"llm.router.providers.broken.type=spring-ai", "llm.router.providers.broken.bean=brokenModel",
				"llm.router.routes.default.strategy=priority", "llm.router.routes.default.candidates=broken,sound" })
class SpringAiComparisonTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@LocalServerPort
	private int port;

	@Autowired
	private RouterChatModel router;

	@Autowired
	private MeterRegistry meters;

	private WebTestClient client;

	@BeforeEach
	void connect() {
		this.client = WebTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port + "/actuator")
			.responseTimeout(PATIENCE)
			.build();
	}

	@Test
	void chatModelsAreRoutedComparedAndCountedOnce() {
		ChatClient chat = ChatClient.create(this.router);
		assertThat(chat.prompt("Hello").call().content()).isEqualTo("Sound");
		assertThat(chat.prompt("Hello").call().content()).isEqualTo("Sound");
		assertThat(chat.prompt("Hello").stream().content().collectList().block(PATIENCE)).containsExactly("Sound");
		this.client.get()
			.uri("/llm-metrics?window=all")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.ranking[0].provider")
			.isEqualTo("sound")
			.jsonPath("$.ranking[0].model")
			.isEqualTo("sound-1")
			.jsonPath("$.ranking[0].calls.succeeded")
			.isEqualTo(3)
			.jsonPath("$.ranking[0].tokens.input")
			.isEqualTo(15)
			.jsonPath("$.ranking[0].tokens.output")
			.isEqualTo(6)
			.jsonPath("$.ranking[1].provider")
			.isEqualTo("broken")
			.jsonPath("$.ranking[1].calls.succeeded")
			.isEqualTo(0)
			.jsonPath("$.ranking[1].errors.invalid_request")
			.isEqualTo(3);
		assertThat(this.meters.get("llm.router.request").timers()).extracting((timer) -> timer.count())
			.satisfies((counts) -> assertThat(counts.stream().mapToLong(Long::longValue).sum()).isEqualTo(3));
		assertThat(this.meters.get("llm.router.attempt").timers()).extracting((timer) -> timer.count())
			.satisfies((counts) -> assertThat(counts.stream().mapToLong(Long::longValue).sum()).isEqualTo(6));
		assertThat(this.meters.get("llm.router.tokens").tag("type", "input").counter().count()).isEqualTo(15);
		assertSpringAisOwnAreItsOwn();
	}

	// Two whole answers; its meters know nothing of the router, and ours nothing of them.
	private void assertSpringAisOwnAreItsOwn() {
		assertThat(this.meters.get("gen_ai.client.operation").timer().count()).isEqualTo(2);
		assertThat(this.meters.get("gen_ai.client.token.usage").tag("gen_ai.token.type", "input").counter().count())
			.isEqualTo(10);
		assertThat(Parents.SEEN).containsExactly("llm.router.attempt", "llm.router.attempt");
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

		@Bean
		ChatModel soundModel(ObservationRegistry observations) {
			ScriptedChatModel model = new ScriptedChatModel().options(ChatOptions.builder().model("sound-1").build());
			return model.answering((prompt) -> observed(observations, prompt))
				.streaming(ScriptedChatModel.answer("Sound", 5, 2));
		}

		@Bean
		ChatModel brokenModel() {
			return new ScriptedChatModel().options(ChatOptions.builder().model("broken-1").build())
				.answering((prompt) -> {
					throw new NonTransientAiException("400 - no");
				})
				.streaming((prompt) -> Flux.error(new NonTransientAiException("400 - no")));
		}

		@Bean
		ObservationHandler<Observation.Context> parents() {
			return new Parents();
		}

		@Bean
		ChatModelMeterObservationHandler springAiMeters(MeterRegistry meters) {
			return new ChatModelMeterObservationHandler(meters);
		}

		// As the chat models of Spring AI observe themselves.
		private static ChatResponse observed(ObservationRegistry observations, Prompt prompt) {
			ChatModelObservationContext context = ChatModelObservationContext.builder()
				.prompt(prompt)
				.provider("scripted")
				.build();
			return ChatModelObservationDocumentation.CHAT_MODEL_OPERATION
				.observation(null, new DefaultChatModelObservationConvention(), () -> context, observations)
				.observe(() -> {
					context.setResponse(ScriptedChatModel.answer("Sound", 5, 2));
					return ScriptedChatModel.answer("Sound", 5, 2);
				});
		}

	}

	static final class Parents implements ObservationHandler<Observation.Context> {

		private static final List<String> SEEN = new CopyOnWriteArrayList<>();

		@Override
		public void onStart(Observation.Context context) {
			if (context instanceof ChatModelObservationContext && context.getParentObservation() != null) {
				SEEN.add(context.getParentObservation().getContextView().getName());
			}
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
