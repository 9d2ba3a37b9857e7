package io.llmrouter.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.llmrouter.LlmRouter;
import io.llmrouter.autoconfigure.UserProviders.OpenClass;
import io.llmrouter.autoconfigure.UserProviders.RecordClass;
import io.llmrouter.autoconfigure.provider.LlmProviderAutoConfiguration;
import io.llmrouter.call.CallObservation;
import io.llmrouter.call.CallObserver;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.ChatCallListener;
import io.llmrouter.call.ModelLabels;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.metrics.MicrometerCallListener;
import io.llmrouter.metrics.MicrometerCallObservations;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.route.CandidateSignals;
import io.llmrouter.route.RoutingContext;
import io.llmrouter.route.RoutingStrategy;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.LlmMetrics;
import io.llmrouter.stats.Window;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MeterRegistryCustomizer;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class LlmRouterAutoConfigurationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final ChatRequest REQUEST = ChatRequest.user("Hello");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmProviderAutoConfiguration.class, LlmRouterAutoConfiguration.class,
				LlmRouterMetricsAutoConfiguration.class, LlmMetricsEndpointAutoConfiguration.class,
				MetricsAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, ObservationAutoConfiguration.class))
		.withBean("one", ChatProvider.class, () -> new RecordClass("one"))
		.withBean("two", ChatProvider.class, () -> new RecordClass("two"));

	private static String answerer(ApplicationContext context) {
		return context.getBean(LlmRouter.class).chat(REQUEST).blockOptional(PATIENCE).orElseThrow().provider();
	}

	@Test
	void oneCallIsSeenByMetersStatisticsAndUsersListener() {
		List<ChatCall> calls = new ArrayList<>();
		this.runner.withBean(ChatCallListener.class, () -> calls::add).run((context) -> {
			answerer(context);
			assertThat(calls).hasSize(1);
			assertThat(context.getBean(MeterRegistry.class).get("llm.router.attempt").timer().count()).isOne();
			assertThat(context.getBean(MeterRegistry.class).get("llm.router.request").timer().count()).isOne();
			assertThat(context.getBean(ComparisonStatistics.class).compare(Window.ALL).ranking()).singleElement()
				.satisfies((row) -> assertThat(row.calls().succeeded()).isOne());
		});
	}

	@Test
	void metersHonourTheUsersCommonTags() {
		this.runner
			.withBean("region", MeterRegistryCustomizer.class,
					() -> (registry) -> registry.config().commonTags("region", "eu"))
			.run((context) -> {
				answerer(context);
				assertThat(context.getBean(MeterRegistry.class)
					.get("llm.router.tokens")
					.counter()
					.getId()
					.getTag("region")).isEqualTo("eu");
				assertThat(
						context.getBean(MeterRegistry.class).get("llm.router.attempt").timer().getId().getTag("region"))
					.isEqualTo("eu");
			});
	}

	@Test
	void metersAppearWithTheFirstCall() {
		this.runner.run((context) -> {
			assertThat(names(context)).isEmpty();
			answerer(context);
			assertThat(names(context)).contains("llm.router.attempt", "llm.router.request", "llm.router.tokens");
		});
	}

	private static List<String> names(ApplicationContext context) {
		return context.getBean(MeterRegistry.class)
			.getMeters()
			.stream()
			.map((meter) -> meter.getId().getName())
			.filter((name) -> name.startsWith("llm."))
			.toList();
	}

	@Test
	void everyRegistryOfTheUserGetsTheSameNumbers() {
		this.runner.withBean("first", SimpleMeterRegistry.class, SimpleMeterRegistry::new)
			.withBean("second", SimpleMeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> {
				answerer(context);
				assertThat(context.getBeansOfType(SimpleMeterRegistry.class)).hasSize(2)
					.allSatisfy((name, registry) -> {
						assertThat(registry.get("llm.router.attempt").timer().count()).isOne();
						assertThat(registry.get("llm.router.request").timer().count()).isOne();
						assertThat(registry.get("llm.router.tokens").tag("type", "input").counter().count())
							.isEqualTo(5);
					});
			});
	}

	@Test
	void tenThousandModelNamesMakeOneSeriesOfEachMeter() {
		this.runner.run((context) -> {
			ChatProvider provider = context.getBean("one", ChatProvider.class);
			for (int i = 0; i < 10_000; i++) {
				provider.chat(REQUEST.withModel("model-" + i)).block(PATIENCE);
			}
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("llm.router.attempt").timers()).singleElement()
				.satisfies((timer) -> assertThat(timer.getId().getTag("model")).isEqualTo("other"));
			assertThat(registry.getMeters())
				.filteredOn((meter) -> !meter.getId().getName().equals("llm.router.labels.limited"))
				.extracting((meter) -> meter.getId().getTag("model"))
				.containsOnly("other");
			assertThat(context.getBean(ComparisonStatistics.class).compare(Window.ALL).ranking()).hasSize(1);
		});
	}

	@Test
	void usersRouterTakesThePlaceOfOurs() {
		LlmRouter mine = LlmRouter.builder().provider(new OpenClass("mine")).build();
		this.runner.withBean(LlmRouter.class, () -> mine)
			.run((context) -> assertThat(context.getBean(LlmRouter.class)).isSameAs(mine));
	}

	@Test
	void usersObserverAndStatisticsTakeThePlaceOfOurs() {
		this.runner.withBean("mine", ComparisonStatistics.class, () -> new ComparisonStatistics(TimeSource.SYSTEM, 3))
			.withBean("observer", CallObserver.class,
					() -> new CallObserver(List.of(), CallObservation.Factory.NOOP, ModelLabels.none(),
							TimeSource.SYSTEM))
			.run((context) -> {
				answerer(context);
				assertThat(context).getBeanNames(ComparisonStatistics.class).containsExactly("mine");
				assertThat(context.getBean(ComparisonStatistics.class).compare(Window.ALL).ranking()).isEmpty();
			});
	}

	@Test
	void metricsShowTheStatisticsOfTheContext() {
		ComparisonStatistics mine = new ComparisonStatistics(TimeSource.SYSTEM, 3);
		this.runner.withBean("mine", ComparisonStatistics.class, () -> mine).run((context) -> {
			answerer(context);
			assertThat(context.getBean(LlmMetrics.class).compare(Window.ALL).ranking()).singleElement()
				.satisfies((row) -> assertThat(row.calls().succeeded()).isOne());
		});
	}

	@Test
	void routesFollowTheirStrategy() {
		this.runner
			.withPropertyValues("llm.router.routes.default.strategy=priority",
					"llm.router.routes.default.candidates=two,one")
			.run((context) -> assertThat(answerer(context)).isEqualTo("two"));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "priority", "round-robin", "weighted", "least-latency", "least-cost", "adaptive", "sticky" })
	void everyStrategyIsKnownByItsName(String strategy) {
		this.runner
			.withPropertyValues("llm.router.routes.default.strategy=" + strategy,
					"llm.router.routes.default.candidates=two,one")
			.run((context) -> assertThat(answerer(context)).isIn("one", "two"));
	}

	@Test
	void candidatesAreTextOrWrittenInFull() {
		this.runner.withPropertyValues("llm.router.routes.default.strategy=round-robin",
				"llm.router.routes.default.candidates[0]=one", "llm.router.routes.default.candidates[1].provider=two",
				"llm.router.routes.default.candidates[1].weight=3",
				"llm.router.routes.default.candidates[2].provider=nobody",
				"llm.router.routes.default.candidates[2].tier=1")
			.withBean("nobody", ChatProvider.class, () -> new RecordClass("nobody"))
			.run((context) -> {
				List<String> answerers = new ArrayList<>();
				for (int call = 0; call < 8; call++) {
					answerers.add(answerer(context));
				}
				assertThat(answerers).containsExactlyInAnyOrder("one", "one", "two", "two", "two", "two", "two", "two");
			});
	}

	@Test
	void aliasStandsForAModelAndIsMeasuredAsThatModel() {
		this.runner.withPropertyValues("llm.router.aliases.smart=two/big").run((context) -> {
			ChatResponse answer = context.getBean(LlmRouter.class)
				.chat(REQUEST.withModel("smart"))
				.blockOptional(PATIENCE)
				.orElseThrow();
			assertThat(answer.provider()).isEqualTo("two");
			assertThat(context.getBean(MeterRegistry.class).get("llm.router.attempt").timer().getId().getTag("model"))
				.isEqualTo("big");
		});
	}

	@Test
	void usersStrategyIsFoundByItsBeanName() {
		this.runner.withBean("backwards", RoutingStrategy.class, () -> LlmRouterAutoConfigurationTests::backwards)
			.withPropertyValues("llm.router.routes.default.strategy=backwards",
					"llm.router.routes.default.candidates=one,two")
			.run((context) -> assertThat(answerer(context)).isEqualTo("two"));
	}

	private static List<CandidateSignals> backwards(List<CandidateSignals> candidates, RoutingContext context) {
		List<CandidateSignals> reversed = new ArrayList<>(candidates);
		Collections.reverse(reversed);
		return reversed;
	}

	@Test
	void measuringCanBeSwitchedOff() {
		this.runner
			.withPropertyValues("llm.router.metrics.enabled=false",
					"management.endpoints.web.exposure.include=llm-metrics")
			.run((context) -> {
				answerer(context);
				assertThat(context).doesNotHaveBean(ComparisonStatistics.class)
					.doesNotHaveBean(LlmMetrics.class)
					.doesNotHaveBean("llmMetricsEndpoint")
					.doesNotHaveBean(MicrometerCallListener.class);
				assertThat(context.getBean(MeterRegistry.class).getMeters())
					.noneMatch((meter) -> meter.getId().getName().startsWith("llm."));
			});
	}

	@Test
	void withoutMicrometerCallsAreStillCompared() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer")).run((context) -> {
			answerer(context);
			assertThat(context).doesNotHaveBean(MicrometerCallObservations.class);
			assertThat(context.getBean(ComparisonStatistics.class).compare(Window.ALL).ranking()).hasSize(1);
		});
	}

	@Test
	void withoutObservationsTheOtherMetersStay() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LlmProviderAutoConfiguration.class,
					LlmRouterAutoConfiguration.class, LlmRouterMetricsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(ObservationRegistry.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean(ChatProvider.class, () -> new RecordClass("one"))
			.run((context) -> {
				answerer(context);
				assertThat(context.getBean(MeterRegistry.class).get("llm.router.tokens").counters()).isNotEmpty();
			});
	}

	@Test
	void withoutActuatorTheContextStarts() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("llmMetricsEndpoint"));
	}

	@Test
	void endpointIsThereOnlyWhereItIsExposed() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean("llmMetricsEndpoint"));
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=llm-metrics")
			.run((context) -> assertThat(context).hasBean("llmMetricsEndpoint"));
	}

	@Test
	void twoContextsShareNoCounts() {
		this.runner.run((first) -> this.runner.run((second) -> {
			answerer(first);
			assertThat(second.getBean(ComparisonStatistics.class).compare(Window.ALL).ranking()).isEmpty();
		}));
	}

	@Test
	void brokenListenerBreaksNoCall() {
		this.runner.withBean(ChatCallListener.class, () -> (call) -> {
			throw new IllegalStateException("planned");
		}).run((context) -> {
			answerer(context);
			assertThat(context.getBean(ComparisonStatistics.class).compare(Window.ALL).ranking()).hasSize(1);
		});
	}

}
