package io.llmrouter.autoconfigure;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import io.llmrouter.LlmRouter;
import io.llmrouter.autoconfigure.UserProviders.OpenClass;
import io.llmrouter.autoconfigure.provider.LlmProviderAutoConfiguration;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.cost.CallCosts;
import io.llmrouter.cost.CostEstimator;
import io.llmrouter.cost.Price;
import io.llmrouter.cost.PriceList;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.route.CostFunction;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.ProviderComparison;
import io.llmrouter.stats.Window;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

class LlmCostAutoConfigurationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final String LITELLM = """
			{"gpt-4.1": {"litellm_provider": "openai", "input_cost_per_token": 2e-06, "output_cost_per_token": 8e-06},
			"gpt-5-mini": {"litellm_provider": "openai", "input_cost_per_token": 9, "output_cost_per_token": 9}}
			""";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmProviderAutoConfiguration.class, LlmCostAutoConfiguration.class,
				LlmRouterAutoConfiguration.class, LlmRouterMetricsAutoConfiguration.class))
		.withPropertyValues("llm.router.providers.quick.type=openai", "llm.router.providers.quick.api-key=k",
				"llm.router.providers.quick.model=gpt-5-mini", "llm.router.providers.quick.models=gpt-4.1,meta/llama");

	@TempDir
	private Path folder;

	@Test
	void pricesAreNamedByProviderAndModelOrByModel() {
		yaml("""
				llm.router:
				  prices-as-of: 2026-11-23
				  prices:
				    gpt-5-mini: { input: 0.25, output: 2, cache-read: 0.025 }
				    "[quick/gpt-4.1]": { input: 2, output: 8, cache-write: 2.5, reasoning: 9 }
				    "[meta/llama]": { input: 0, output: 0 }
				""").run((context) -> {
			PriceList prices = context.getBean(PriceList.class);
			assertThat(prices.find("quick", "gpt-5-mini")).isEqualTo(
					new Price(new BigDecimal("0.25"), new BigDecimal("2"), new BigDecimal("0.025"), null, null, null));
			assertThat(prices.find("quick", "gpt-4.1")).isEqualTo(new Price(new BigDecimal("2"), new BigDecimal("8"),
					null, new BigDecimal("2.5"), new BigDecimal("9"), null));
			assertThat(prices.find("other", "gpt-4.1")).isNull();
			assertThat(prices.find("other", "meta/llama")).isNotNull();
			assertThat(prices.asOf()).isEqualTo("2026-11-23");
		});
	}

	private ApplicationContextRunner yaml(String text) {
		return this.runner.withInitializer((context) -> {
			try {
				new YamlPropertySourceLoader().load("prices", new ByteArrayResource(text.getBytes()))
					.forEach(context.getEnvironment().getPropertySources()::addLast);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "quick/gpt-4.1", "gpt-4.1", "meta/llama", "quick/meta/llama" })
	void nameWithoutBracketsStopsTheStartAndIsExplained(String name) {
		yaml("llm.router.prices:\n  " + name + ": { input: 2, output: 8 }\n").run((context) -> {
			FailureAnalysis analysis = analysis(context.getStartupFailure());
			assertThat(analysis.getAction()).contains("stands in brackets and quotes");
		});
	}

	@Test
	void fileFillsWhatThePropertiesLeaveOut() throws Exception {
		Path file = Files.writeString(this.folder.resolve("prices.json"), LITELLM);
		this.runner
			.withPropertyValues("llm.router.prices-location=" + file.toUri(), "llm.router.prices.gpt-5-mini.input=1",
					"llm.router.prices.gpt-5-mini.output=2", "llm.router.prices-as-of=2026-10-01")
			.run((context) -> {
				PriceList prices = context.getBean(PriceList.class);
				assertThat(prices.find("quick", "gpt-5-mini").inputUsd()).isEqualByComparingTo("1");
				assertThat(prices.find("quick", "gpt-4.1").outputUsd()).isEqualByComparingTo("8");
				assertThat(prices.find("elsewhere", "gpt-4.1")).isNull();
				assertThat(prices.asOf()).isEqualTo("2026-10-01");
			});
	}

	static Stream<Arguments> badConfiguration() {
		return Stream.of(
				Arguments.of("llm.router.prices-location=https://example.com/prices.json",
						"is 'https://example.com/prices.json', which is not allowed", "prices are never fetched"),
				Arguments.of("llm.router.prices-location=prices.json", "which is not allowed",
						"'classpath:' or 'file:'"),
				Arguments.of("llm.router.prices-location=classpath:missing.json",
						"'llm.router.prices-location' is 'classpath:missing.json', which cannot be read",
						"a file that exists"),
				Arguments.of("llm.router.prices-location=classpath:logback-test.xml", "which is no price file",
						"LiteLLM"),
				Arguments.of("llm.router.prices.gpt-5-mini.input=1", "'llm.router.prices.gpt-5-mini.output' is missing",
						"0 where they are free"),
				Arguments.of("llm.router.prices.gpt-5-mini.output=1", "'llm.router.prices.gpt-5-mini.input' is missing",
						"US dollars per million tokens"),
				Arguments.of("llm.router.prices.x.input=-1,llm.router.prices.x.output=1",
						"'llm.router.prices.x' is no price: Price of input '-1' is out of range",
						"US dollars per million tokens"));
	}

	@ParameterizedTest
	@MethodSource
	void badConfiguration(String properties, String problem, String action) {
		this.runner.withPropertyValues(properties.split(",")).run((context) -> {
			FailureAnalysis analysis = analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains(problem);
			assertThat(analysis.getAction()).contains(action);
		});
	}

	private static FailureAnalysis analysis(Throwable failure) {
		FailureAnalysis analysis = new LlmRouterConfigurationFailureAnalyzer().analyze(failure);
		assertThat(analysis).as(String.valueOf(failure)).isNotNull();
		return analysis;
	}

	@Test
	void metersAndComparisonTellTheSameCost() {
		this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean("priced", ChatProvider.class, () -> new Spending("priced"))
			.withBean("unpriced", ChatProvider.class, () -> new Spending("unpriced"))
			.withPropertyValues("llm.router.prices.[priced/default].input=3",
					"llm.router.prices.[priced/default].output=15",
					"llm.router.routes.default.candidates=priced,unpriced")
			.run((context) -> {
				call(context.getBean(LlmRouter.class), "priced");
				call(context.getBean(LlmRouter.class), "unpriced");
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.get("llm.router.cost").counters()).singleElement().satisfies((counter) -> {
					assertThat(counter.getId().getTag("provider")).isEqualTo("priced");
					assertThat(counter.getId().getTag("kind")).isEqualTo("useful");
					assertThat(counter.count()).isEqualTo(0.0045);
				});
				assertThat(registry.get("llm.router.unpriced").tag("provider", "unpriced").counter().count()).isOne();
				assertThat(cost(context.getBean(ComparisonStatistics.class), "priced").usd())
					.isEqualByComparingTo("0.0045");
				assertThat(cost(context.getBean(ComparisonStatistics.class), "unpriced"))
					.isEqualTo(new ProviderComparison.Cost(null, null, null, 1));
			});
	}

	private static void call(LlmRouter router, String provider) {
		router.chat(ChatRequest.builder().provider(provider).user("Hello").build()).block(PATIENCE);
	}

	private static ProviderComparison.Cost cost(ComparisonStatistics statistics, String provider) {
		return statistics.compare(Window.ALL)
			.ranking()
			.stream()
			.filter((row) -> row.provider().equals(provider))
			.findFirst()
			.orElseThrow()
			.cost();
	}

	@Test
	void estimateLearnsFromTheCallsOfTheApplication() {
		this.runner.withBean("priced", ChatProvider.class, () -> new Spending("priced"))
			.withPropertyValues("llm.router.prices.[priced/default].input=0",
					"llm.router.prices.[priced/default].output=1", "llm.router.routes.default.candidates=priced")
			.run((context) -> {
				CostEstimator estimator = context.getBean(CostEstimator.class);
				ChatRequest request = ChatRequest.user("Hello");
				assertThat(estimator.estimateUsd("priced", "default", request)).isEqualByComparingTo("0.000256");
				call(context.getBean(LlmRouter.class), "priced");
				assertThat(estimator.estimateUsd("priced", "default", request)).isEqualByComparingTo("0.0001");
			});
	}

	@Test
	void cheapestProviderIsAskedFirst() {
		this.runner.withBean("dear", ChatProvider.class, () -> new Spending("dear"))
			.withBean("cheap", ChatProvider.class, () -> new Spending("cheap"))
			.withBean("unpriced", ChatProvider.class, () -> new Spending("unpriced"))
			.withPropertyValues("llm.router.prices.[dear/default].input=3",
					"llm.router.prices.[dear/default].output=15", "llm.router.prices.[cheap/default].input=1",
					"llm.router.prices.[cheap/default].output=5", "llm.router.routes.default.strategy=least-cost",
					"llm.router.routes.default.candidates=unpriced,dear,cheap")
			.run((context) -> {
				context.getBean(LlmRouter.class).chat(ChatRequest.user("Hello")).block(PATIENCE);
				assertThat(context.getBean(ComparisonStatistics.class).compare(Window.ALL).ranking()).singleElement()
					.satisfies((row) -> assertThat(row.provider()).isEqualTo("cheap"));
				CostFunction costs = context.getBean(CostFunction.class);
				assertThat(costs.estimateUsd("cheap", null, ChatRequest.user("Hello"))).isPositive();
				assertThat(costs.estimateUsd("unpriced", "m", ChatRequest.user("Hello"))).isNaN();
			});
	}

	@Test
	void usersPricesTakeThePlaceOfOurs() {
		PriceList mine = PriceList.none();
		this.runner.withBean("mine", PriceList.class, () -> mine)
			.run((context) -> assertThat(context.getBean(PriceList.class)).isSameAs(mine));
	}

	@Test
	void withoutProvidersThereAreNoPrices() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(LlmProviderAutoConfiguration.class, LlmCostAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(PriceList.class)
				.doesNotHaveBean(CallCosts.class));
	}

	static class Spending extends OpenClass {

		Spending(String name) {
			super(name);
		}

		@Override
		public Mono<ChatResponse> chat(ChatRequest request) {
			return Mono.just(ChatResponse.text("model", "Hi", TokenUsage.of(1_000, 100)));
		}

	}

}
