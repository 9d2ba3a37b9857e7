package io.llmrouter.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

import io.llmrouter.LlmRouter;
import io.llmrouter.autoconfigure.UserProviders.RecordClass;
import io.llmrouter.autoconfigure.provider.LlmProviderAutoConfiguration;
import io.llmrouter.call.CallLabels;
import io.llmrouter.call.ChatCallTagsContributor;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what an application can decide about the meters: their names, further tags,
 * filters and registries.
 */
class LlmRouterMetersTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final ChatRequest REQUEST = ChatRequest.user("Hello");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmProviderAutoConfiguration.class, LlmRouterAutoConfiguration.class,
				LlmRouterMetricsAutoConfiguration.class, MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				ObservationAutoConfiguration.class))
		.withBean("one", ChatProvider.class, () -> new RecordClass("one"));

	private static void call(ApplicationContext context) {
		context.getBean(LlmRouter.class).chat(REQUEST).block(PATIENCE);
		context.getBean(LlmRouter.class).stream(REQUEST).blockLast(PATIENCE);
	}

	private static List<Meter> meters(ApplicationContext context) {
		return context.getBean(MeterRegistry.class)
			.getMeters()
			.stream()
			.filter((meter) -> meter.getId().getName().matches("(llm|gen_ai)\\..*"))
			.toList();
	}

	private static List<String> names(ApplicationContext context) {
		return meters(context).stream().map((meter) -> meter.getId().getName()).distinct().toList();
	}

	@ParameterizedTest
	@CsvSource({ "llm-router, llm.router.attempt, llm.router.tokens",
			"opentelemetry, gen_ai.client.operation.duration, gen_ai.client.token.usage",
			"opentelemetry-latest, gen_ai.client.inference.duration, gen_ai.client.inference.usage.input_tokens" })
	void conventionNamesTheMetersOfCalls(String convention, String duration, String tokens) {
		this.runner.withPropertyValues("llm.router.metrics.convention=" + convention).run((context) -> {
			call(context);
			assertThat(names(context)).contains(duration, tokens, "llm.router.request", "llm.router.overhead");
			assertThat(names(context).stream().anyMatch((name) -> name.startsWith("gen_ai.")))
				.isEqualTo(!convention.equals("llm-router"));
			assertThat(names(context).contains("llm.router.attempt")).isEqualTo(convention.equals("llm-router"));
		});
	}

	@Test
	void typeOfAConfiguredProviderIsItsNameInOpenTelemetry() {
		this.runner
			.withPropertyValues("llm.router.metrics.convention=opentelemetry", "llm.router.providers.eu.type=gemini",
					"llm.router.providers.eu.api-key=sk-test", "llm.router.providers.eu.model=small",
					"llm.router.providers.eu.base-url=http://localhost:1", "llm.router.routes.default.candidates=eu",
					"llm.router.routes.default.max-attempts=1")
			.run((context) -> {
				context.getBean(LlmRouter.class).chat(REQUEST).onErrorComplete().block(PATIENCE);
				assertThat(context.getBean(MeterRegistry.class)
					.get("gen_ai.client.operation.duration")
					.tags("gen_ai.provider.name", "gcp.gemini", "llm.router.provider", "eu", "error.type", "connection")
					.timer()
					.count()).isPositive();
			});
	}

	@ParameterizedTest
	@CsvSource({ "llm-router", "opentelemetry", "opentelemetry-latest" })
	void tagsOfThePropertiesAreOnAllMeters(String convention) {
		this.runner
			.withPropertyValues("llm.router.metrics.convention=" + convention,
					"llm.router.metrics.tags.region=eu-west-1", "llm.router.metrics.tags.environment=test")
			.run((context) -> {
				call(context);
				assertThat(meters(context)).hasSizeGreaterThan(5).allSatisfy((meter) -> {
					assertThat(meter.getId().getTag("region")).isEqualTo("eu-west-1");
					assertThat(meter.getId().getTag("environment")).isEqualTo("test");
				});
			});
	}

	@Test
	void tagsOfAContributorAreOnAllMetersOfCalls() {
		this.runner.withBean(ChatCallTagsContributor.class, TeamContributor::new).run((context) -> {
			context.getBean(LlmRouter.class)
				.stream(REQUEST)
				.contextWrite((reactor) -> reactor.put("team", "search"))
				.blockLast(PATIENCE);
			assertThat(meters(context).stream().filter((meter) -> meter.getId().getTag("provider") != null))
				.extracting((meter) -> meter.getId().getName())
				.contains("llm.router.attempt", "llm.router.attempt.active", "llm.router.time.to.first.token",
						"llm.router.tokens");
			assertThat(meters(context)).filteredOn((meter) -> meter.getId().getTag("provider") != null)
				.filteredOn((meter) -> !meter.getId().getName().equals("llm.router.circuit.state"))
				.allSatisfy((meter) -> assertThat(meter.getId().getTag("team")).isEqualTo("search"));
		});
	}

	@Test
	void combinationsOfTagsAreBounded() {
		this.runner.withBean(ChatCallTagsContributor.class, TeamContributor::new)
			.withPropertyValues("llm.router.metrics.max-tag-combinations=3")
			.run((context) -> {
				for (int i = 0; i < 10; i++) {
					String team = "team-" + i;
					context.getBean(LlmRouter.class)
						.chat(REQUEST)
						.contextWrite((reactor) -> reactor.put("team", team))
						.block(PATIENCE);
				}
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.get("llm.router.attempt").timers())
					.extracting((timer) -> timer.getId().getTag("team"))
					.containsExactlyInAnyOrder("team-0", "team-1", "team-2", "other");
				assertThat(registry.get("llm.router.attempt").tag("team", "other").timer().count()).isEqualTo(7);
				assertThat(registry.get("llm.router.labels.limited").tag("limit", "tags").counter().count())
					.isEqualTo(7);
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "llm.router.metrics.tags.provider=x | 'llm.router.metrics.tags.provider'",
					"llm.router.metrics.tags.error-type=x | 'llm.router.metrics.tags.error-type'",
					"llm.router.metrics.max-tag-combinations=0 | 'llm.router.metrics.max-tag-combinations' is 0" })
	void badTagsStopTheStart(String property, String problem) {
		this.runner.withPropertyValues(property).run((context) -> {
			FailureAnalysis analysis = new LlmRouterConfigurationFailureAnalyzer()
				.analyze(Objects.requireNonNull(context.getStartupFailure()));
			assertThat(analysis.getDescription()).contains(problem);
			assertThat(analysis.getAction()).isNotBlank();
		});
	}

	@ParameterizedTest
	@CsvSource({ "provider", "region", "gen_ai.x", "9x" })
	void contributorWithAKeyThatIsTakenStopsTheStart(String key) {
		ChatCallTagsContributor contributor = new ChatCallTagsContributor() {

			@Override
			public List<String> keys() {
				return List.of(key);
			}

			@Override
			public Map<String, String> tags(StartedCall call, ContextView context) {
				return Map.of();
			}

		};
		this.runner.withBean(ChatCallTagsContributor.class, () -> contributor)
			.withPropertyValues("llm.router.metrics.tags.region=eu")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("'" + key + "'"));
	}

	@Test
	void filtersOfTheUserDenyRenameAndCut() {
		this.runner.withBean("deny", MeterFilter.class, () -> MeterFilter.denyNameStartsWith("llm.router.overhead"))
			.withBean("cut", MeterFilter.class, () -> MeterFilter.ignoreTags("model"))
			.withBean("rename", MeterFilter.class,
					() -> MeterFilter.replaceTagValues("provider", (name) -> "acme-" + name))
			.run((context) -> {
				call(context);
				assertThat(names(context)).contains("llm.router.attempt").doesNotContain("llm.router.overhead");
				assertThat(meters(context)).noneMatch((meter) -> meter.getId().getTag("model") != null);
				assertThat(context.getBean(MeterRegistry.class)
					.get("llm.router.tokens")
					.tags("provider", "acme-one", "type", "input")
					.counter()
					.count()).isPositive();
			});
	}

	@Test
	void everyRegistryOfACompositeHasEqualNumbers() {
		this.runner.withBean("simple", SimpleMeterRegistry.class, SimpleMeterRegistry::new)
			.withBean("prometheus", PrometheusMeterRegistry.class,
					() -> new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
			.run((context) -> {
				assertThat(context.getBean(MeterRegistry.class)).isInstanceOf(CompositeMeterRegistry.class);
				for (int i = 0; i < 20; i++) {
					call(context);
				}
				Map<String, Double> simple = counts(context.getBean(SimpleMeterRegistry.class));
				assertThat(counts(context.getBean(PrometheusMeterRegistry.class))).isEqualTo(simple);
				assertThat(simple).hasSizeGreaterThan(5);
			});
	}

	private static Map<String, Double> counts(MeterRegistry registry) {
		Map<String, Double> counts = new TreeMap<>();
		for (Meter meter : registry.getMeters()) {
			for (Measurement measurement : meter.measure()) {
				// The maximum decays, and a task may be told as ended a little later.
				if (measurement.getStatistic() == Statistic.COUNT || measurement.getStatistic() == Statistic.TOTAL
						|| measurement.getStatistic() == Statistic.TOTAL_TIME) {
					counts.put(meter.getId() + " " + measurement.getStatistic(),
							Math.round(measurement.getValue() * 1e9) / 1e9);
				}
			}
		}
		return counts;
	}

	@Test
	void tenThousandRandomNamesMakeAConstantNumberOfSeries() {
		Random random = new Random(17);
		ErrorType[] types = ErrorType.values();
		ChatProvider erratic = UserProviders.anonymous("erratic",
				(request) -> (random.nextInt(4) == 0) ? UserProviders.answer("erratic")
						: Mono.error(
								new ProviderException(name(random), ErrorDetails.of(types[random.nextInt(types.length)])
									.answered(random.nextInt(400, 600), name(random), name(random), null))));
		this.runner.withBean("erratic", ChatProvider.class, () -> erratic).run((context) -> {
			LlmRouter router = context.getBean(LlmRouter.class);
			ChatProvider provider = context.getBean("erratic", ChatProvider.class);
			randomCalls(router, provider, random, 2_000);
			int series = meters(context).size();
			randomCalls(router, provider, random, 10_000);
			assertThat(meters(context)).hasSize(series);
			assertThat(context.getBean(CallLabels.class).tagKeys()).isEmpty();
		});
	}

	private static void randomCalls(LlmRouter router, ChatProvider provider, Random random, int count) {
		for (int i = 0; i < count; i++) {
			ChatRequest request = ChatRequest.builder().user(name(random)).model(name(random)).build();
			switch (i % 4) {
				case 0 -> router.chat(ChatRequest.builder().user("Hello").route(name(random)).build())
					.onErrorComplete()
					.block(PATIENCE);
				case 1 -> router.chat(ChatRequest.builder().user("Hello").provider(name(random)).build())
					.onErrorComplete()
					.block(PATIENCE);
				case 2 -> provider.chat(request).onErrorComplete().block(PATIENCE);
				default -> provider.stream(request).onErrorComplete().blockLast(PATIENCE);
			}
		}
	}

	private static String name(Random random) {
		return Long.toString(random.nextLong(), 36);
	}

	/**
	 * Contributor of the team that stands in the Reactor Context.
	 */
	static class TeamContributor implements ChatCallTagsContributor {

		@Override
		public List<String> keys() {
			return List.of("team");
		}

		@Override
		public Map<String, String> tags(StartedCall call, ContextView context) {
			return context.hasKey("team") ? Map.of("team", context.get("team")) : Map.of();
		}

	}

}
