package io.llmrouter.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import io.llmrouter.LlmRouter;
import io.llmrouter.autoconfigure.provider.LlmProviderAutoConfiguration;
import io.llmrouter.call.CallOperation;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.ChatCallListener;
import io.llmrouter.call.Outcome;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.EmbeddingProvider;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.Window;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.test.StepVerifier;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

class LlmEmbeddingAutoConfigurationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final EmbeddingRequest REQUEST = EmbeddingRequest.of("Hello");

	private static final String ANSWER = """
			{"data":[{"embedding":[1]}],"embeddings":[[1]],"usage":{"prompt_tokens":3,"total_tokens":3}}""";

	private final List<ChatCall> calls = new CopyOnWriteArrayList<>();

	private final List<String> asked = new CopyOnWriteArrayList<>();

	private final List<String> keys = new CopyOnWriteArrayList<>();

	private final DisposableServer upstream = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.handle((request, response) -> {
			this.asked.add(request.uri());
			this.keys.add(String.valueOf(request.requestHeaders().get("Authorization")));
			String answer = request.uri().endsWith("batchEmbedContents") ? "{\"embeddings\":[{\"values\":[1]}]}"
					: ANSWER;
			return request.receive()
				.then(response.header("Content-Type", "application/json").sendString(Mono.just(answer)).then());
		})
		.bindNow();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmProviderAutoConfiguration.class, LlmRouterAutoConfiguration.class,
				LlmRouterMetricsAutoConfiguration.class, MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				ObservationAutoConfiguration.class))
		.withBean(ChatCallListener.class, () -> new UserEmbeddings.Everything(this.calls));

	private final ApplicationContextRunner configured = this.runner.withPropertyValues(properties("stub", "openai"))
		.withPropertyValues("llm.router.providers.stub.model=chat-1");

	@AfterEach
	void stop() {
		this.upstream.disposeNow();
	}

	private String[] properties(String name, String type) {
		String key = "llm.router.providers." + name;
		return new String[] { key + ".type=" + type, key + ".api-key=sk-canary-0123456789",
				key + ".embedding-model=embed-1", key + ".base-url=http://127.0.0.1:" + this.upstream.port() + "/v1" };
	}

	@Test
	void providerWithAnEmbeddingModelIsABeanOfBothKinds() {
		this.configured.run((context) -> {
			assertThat(context).getBeanNames(EmbeddingProvider.class).containsExactly("stubEmbeddingProvider");
			assertThat(context).getBeanNames(ChatProvider.class).containsExactly("stubChatProvider");
			EmbeddingProvider provider = context.getBean(EmbeddingProvider.class);
			assertThat(provider.name()).isEqualTo("stub");
			assertThat(provider.models()).containsExactly("embed-1");
			assertThat(provider.toString()).doesNotContain("canary");
			assertThat(context.getBean(ChatProvider.class).models()).containsExactly("chat-1");
		});
	}

	@Test
	void providerWithoutAnEmbeddingModelEmbedsNothing() {
		this.configured.withPropertyValues("llm.router.providers.stub.embedding-model=")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(EmbeddingProvider.class)
				.hasSingleBean(ChatProvider.class));
	}

	@Test
	void providerWithAnEmbeddingModelAloneIsNoCandidate() {
		this.runner.withPropertyValues(properties("stub", "openai"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(EmbeddingProvider.class)
				.doesNotHaveBean(ChatProvider.class)
				.doesNotHaveBean(LlmRouter.class)
				.hasSingleBean(ComparisonStatistics.class));
	}

	@Test
	void withoutWebClientThereIsNone() {
		this.configured.withClassLoader(new FilteredClassLoader(WebClient.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddingProvider.class));
	}

	@ParameterizedTest
	@CsvSource({ "openai,/v1/embeddings", "azure-openai,/v1/embeddings", "mistral,/v1/embeddings",
			"groq,/v1/embeddings", "openrouter,/v1/embeddings", "xai,/v1/embeddings", "dashscope,/v1/embeddings",
			"zhipu,/v1/embeddings", "openai-compatible,/v1/embeddings", "gemini,/v1/models/embed-1:batchEmbedContents",
			"ollama,/v1/api/embed" })
	void everyTypeThatEmbedsIsAskedAndMeasuredOnce(String type, String path) {
		this.runner.withPropertyValues(properties("stub", type)).run((context) -> {
			assertThat(context.getBean(EmbeddingProvider.class).embed(REQUEST).block(PATIENCE).vector())
				.containsExactly(1);
			assertThat(this.asked).containsExactly(path);
			assertThat(this.calls).singleElement().satisfies((call) -> {
				assertThat(call.operation()).isEqualTo(CallOperation.EMBEDDINGS);
				assertThat(call.provider()).isEqualTo("stub");
				assertThat(call.model()).isEqualTo("embed-1");
				assertThat(call.outcome()).isEqualTo(Outcome.SUCCESS);
			});
		});
	}

	@ParameterizedTest
	@CsvSource({ "anthropic", "deepseek" })
	void typeWithoutEmbeddingsStopsTheStart(String type) {
		this.runner.withPropertyValues(properties("stub", type)).run((context) -> {
			FailureAnalysis analysis = new LlmRouterConfigurationFailureAnalyzer()
				.analyze(Objects.requireNonNull(context.getStartupFailure()));
			assertThat(analysis.getDescription())
				.contains("'llm.router.providers.stub.embedding-model' is 'embed-1', but type '" + type
						+ "' has no embeddings");
			assertThat(analysis.getAction())
				.contains("[azure-openai, dashscope, gemini, groq, mistral, ollama, openai, "
						+ "openai-compatible, openrouter, xai, zhipu]");
		});
	}

	@Test
	void settingsOfTheProviderAreHonoured() {
		this.configured.withPropertyValues("llm.router.providers.stub.api-keys=sk-second-0123456789").run((context) -> {
			EmbeddingProvider provider = context.getBean(EmbeddingProvider.class);
			provider.embed(REQUEST).block(PATIENCE);
			provider.embed(REQUEST).block(PATIENCE);
			assertThat(this.keys).containsExactly("Bearer sk-canary-0123456789", "Bearer sk-second-0123456789");
		});
		this.configured.withPropertyValues("llm.router.providers.stub.limits.max-body=20B")
			.run((context) -> StepVerifier.create(context.getBean(EmbeddingProvider.class).embed(REQUEST))
				.expectErrorMatches((failure) -> ErrorType.of(failure) == ErrorType.INVALID_RESPONSE)
				.verify(PATIENCE));
	}

	@Test
	void embeddingsHaveMetersOfTheirOwnBesideTheTokens() {
		this.configured.run((context) -> {
			context.getBean(EmbeddingProvider.class).embed(REQUEST).block(PATIENCE);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("llm.router.embeddings")
				.tags("provider", "stub", "model", "embed-1", "outcome", "success", "error_type", "none")
				.timer()
				.count()).isOne();
			assertThat(registry.get("llm.router.tokens")
				.tags("provider", "stub", "model", "embed-1", "type", "input")
				.counter()
				.count()).isEqualTo(3);
			assertThat(registry.find("llm.router.attempt").meters()).isEmpty();
			assertThat(context.getBean(ComparisonStatistics.class).compare(Window.ALL).ranking()).isEmpty();
		});
	}

	@Test
	void measuringCanBeSwitchedOff() {
		this.configured.withPropertyValues("llm.router.providers.stub.metrics-enabled=false")
			.withBean("mine", EmbeddingProvider.class, () -> new UserEmbeddings.OpenEmbeddings("mine"))
			.run((context) -> {
				assertThat(AopUtils.isAopProxy(context.getBean("stubEmbeddingProvider"))).isFalse();
				assertThat(AopUtils.isAopProxy(context.getBean("mine"))).isTrue();
			});
		this.configured.withPropertyValues("llm.router.metrics.enabled=false")
			.run((context) -> assertThat(AopUtils.isAopProxy(context.getBean("stubEmbeddingProvider"))).isFalse());
		assertThat(this.calls).isEmpty();
	}

}
