package io.llmrouter.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.llmrouter.LlmRouter;
import io.llmrouter.actuate.LlmRouterHealthIndicator;
import io.llmrouter.autoconfigure.UserProviders.OpenClass;
import io.llmrouter.autoconfigure.UserProviders.RecordClass;
import io.llmrouter.autoconfigure.provider.LlmProviderAutoConfiguration;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.route.health.HealthRegistry;
import io.llmrouter.stats.LlmMetrics;
import io.llmrouter.stats.ProviderComparison;
import io.llmrouter.stats.Window;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class LlmRouterHealthAutoConfigurationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final AutoConfigurations OURS = AutoConfigurations.of(LlmProviderAutoConfiguration.class,
			LlmRouterAutoConfiguration.class, LlmRouterMetricsAutoConfiguration.class,
			LlmRouterHealthAutoConfiguration.class);

	private static final AutoConfigurations BOOTS = AutoConfigurations.of(HealthContributorAutoConfiguration.class,
			HealthContributorRegistryAutoConfiguration.class, HealthEndpointAutoConfiguration.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(OURS)
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withBean("broken", ChatProvider.class, BrokenProvider::new);

	private static void fail(ApplicationContext context, int times) {
		for (int i = 0; i < times; i++) {
			context.getBean(LlmRouter.class)
				.chat(ChatRequest.user("Hello"))
				.onErrorResume((failure) -> Mono.empty())
				.block(PATIENCE);
		}
	}

	private static Health health(ApplicationContext context) {
		return context.getBean(LlmRouterHealthIndicator.class).health().blockOptional(PATIENCE).orElseThrow();
	}

	@Test
	void indicatorTellsWhatCallsHaveShown() {
		this.runner.run((context) -> {
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			fail(context, 5);
			assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
			assertThat(health(context).getDetails().toString()).contains("broken", "open", "_OTHER")
				.doesNotContain("confidential");
		});
	}

	@Test
	void actuatorShowsItAsLlmRouterInWebMvcAndWebFluxApplications() {
		new WebApplicationContextRunner().withConfiguration(OURS)
			.withConfiguration(BOOTS)
			.withBean(ChatProvider.class, BrokenProvider::new)
			.run(LlmRouterHealthAutoConfigurationTests::assertShown);
		new ReactiveWebApplicationContextRunner().withConfiguration(OURS)
			.withConfiguration(BOOTS)
			.withBean(ChatProvider.class, BrokenProvider::new)
			.run(LlmRouterHealthAutoConfigurationTests::assertShown);
	}

	private static void assertShown(ApplicationContext context) {
		assertThat(context.getBean(HealthEndpoint.class).healthForPath("llmRouter").getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void gaugeShowsTheCircuit() {
		this.runner.run((context) -> {
			fail(context, 1);
			assertThat(gauge(context)).isZero();
			fail(context, 4);
			assertThat(gauge(context)).isEqualTo(2);
		});
	}

	private static double gauge(ApplicationContext context) {
		return context.getBean(MeterRegistry.class)
			.get("llm.router.circuit.state")
			.tags("provider", "broken", "model", "default")
			.gauge()
			.value();
	}

	@Test
	void comparisonShowsTheCircuit() {
		this.runner.run((context) -> {
			fail(context, 1);
			assertThat(circuits(context)).containsExactly("closed");
			fail(context, 4);
			assertThat(circuits(context)).containsExactly("open");
			assertThat(context.getBean(LlmMetrics.class).compare(Window.ALL).providers())
				.extracting(ProviderComparison::circuit)
				.containsOnlyNulls();
		});
	}

	private static List<String> circuits(ApplicationContext context) {
		return context.getBean(LlmMetrics.class)
			.compare(Window.ALL)
			.ranking()
			.stream()
			.map(ProviderComparison::circuit)
			.toList();
	}

	@Test
	void thresholdsAreConfigured() {
		this.runner.withPropertyValues("llm.router.health.ejection.consecutive-failures=2").run((context) -> {
			fail(context, 1);
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			fail(context, 1);
			assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
		});
	}

	@ParameterizedTest
	@CsvSource({ "ejection.consecutive-failures, 0, llm.router.health.ejection, 'consecutiveFailures'",
			"ejection.max-time, 1s, llm.router.health.ejection, 'maxTime'",
			"breaker.failure-rate, 50, llm.router.health.breaker, 'failureRate'",
			"breaker.window, 10ms, llm.router.health.breaker, 'window'",
			"recovery.probes, -1, llm.router.health.recovery, 'probes'",
			"panic-threshold, 2, llm.router.health, 'panicThreshold'" })
	void badThresholdStopsTheStart(String property, String value, String key, String name) {
		this.runner.withPropertyValues("llm.router.health." + property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidLlmRouterConfigurationException.class,
						(failure) -> assertThat(failure.key()).isEqualTo(key))
				.hasMessageContaining(name));
	}

	@Test
	void indicatorCanBeSwitchedOff() {
		this.runner.withPropertyValues("management.health.llm-router.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(LlmRouterHealthIndicator.class)
				.hasSingleBean(HealthRegistry.class));
	}

	@Test
	void usersRouterHasNoIndicatorOfOurs() {
		this.runner.withBean(LlmRouter.class, () -> LlmRouter.builder().provider(new OpenClass("mine")).build())
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(HealthRegistry.class)
				.doesNotHaveBean(LlmRouterHealthIndicator.class));
	}

	@Test
	void withoutHealthOfBootTheContextStarts() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("llmRouterHealthIndicator"));
	}

	@Test
	void withoutProvidersThereIsNone() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LlmProviderAutoConfiguration.class,
					LlmRouterAutoConfiguration.class, LlmRouterHealthAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LlmRouterHealthIndicator.class));
	}

	@Test
	void oneHealthyProviderIsEnough() {
		this.runner.withBean("two", ChatProvider.class, () -> new RecordClass("two"))
			.withPropertyValues("llm.router.routes.default.strategy=priority",
					"llm.router.routes.default.candidates=broken,two")
			.run((context) -> {
				fail(context, 5);
				assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			});
	}

	/**
	 * Provider of which nothing comes but failures.
	 */
	private static final class BrokenProvider implements ChatProvider {

		private static final ProviderException FAILURE = new ProviderException("planned, confidential",
				ErrorDetails.of(ErrorType.OTHER));

		@Override
		public String name() {
			return "broken";
		}

		@Override
		public Mono<ChatResponse> chat(ChatRequest request) {
			return Mono.error(FAILURE);
		}

		@Override
		public Flux<ChatChunk> stream(ChatRequest request) {
			return Flux.error(FAILURE);
		}

	}

}
