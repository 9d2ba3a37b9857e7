package io.llmrouter.autoconfigure.alert;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.llmrouter.LlmRouter;
import io.llmrouter.actuate.LlmRouterHealthIndicator;
import io.llmrouter.alert.AlertEvent;
import io.llmrouter.alert.AlertKind;
import io.llmrouter.alert.AlertRaised;
import io.llmrouter.alert.AlertSettings;
import io.llmrouter.alert.AlertThresholds;
import io.llmrouter.alert.ProviderAlerts;
import io.llmrouter.autoconfigure.InvalidLlmRouterConfigurationException;
import io.llmrouter.autoconfigure.LlmRouterAutoConfiguration;
import io.llmrouter.autoconfigure.LlmRouterHealthAutoConfiguration;
import io.llmrouter.autoconfigure.LlmRouterMetricsAutoConfiguration;
import io.llmrouter.autoconfigure.provider.LlmProviderAutoConfiguration;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.LlmMetrics;
import io.llmrouter.stats.Window;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LlmAlertAutoConfiguration}.
 */
class LlmAlertAutoConfigurationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmProviderAutoConfiguration.class, LlmRouterAutoConfiguration.class,
				LlmRouterMetricsAutoConfiguration.class, LlmAlertAutoConfiguration.class,
				LlmRouterHealthAutoConfiguration.class))
		.withBean("broken", ChatProvider.class, BrokenProvider::new)
		.withBean(Listener.class)
		.withPropertyValues("llm.router.alerts.interval=1s");

	private static void fail(ApplicationContext context, int times) {
		for (int i = 0; i < times; i++) {
			context.getBean(LlmRouter.class)
				.chat(ChatRequest.user("Hello"))
				.onErrorResume((failure) -> Mono.empty())
				.block(PATIENCE);
		}
	}

	@Test
	void alertIsAnApplicationEventAndShownInHealth() {
		this.runner.withPropertyValues("llm.router.alerts.thresholds.success-rate=0.9",
				"llm.router.alerts.thresholds.minimum-samples=3", "llm.router.health.ejection.consecutive-failures=100")
			.run((context) -> {
				fail(context, 3);
				Listener listener = context.getBean(Listener.class);
				Awaitility.await().atMost(PATIENCE).until(() -> !listener.events.isEmpty());
				context.getBean(ProviderAlerts.class).evaluate();
				assertThat(listener.events).singleElement().isInstanceOfSatisfying(AlertRaised.class, (event) -> {
					assertThat(event.alert().provider()).isEqualTo("broken");
					assertThat(event.alert().kind()).isEqualTo(AlertKind.SUCCESS_RATE);
					assertThat(event.alert().value()).isZero();
				});
				var health = context.getBean(LlmRouterHealthIndicator.class)
					.health()
					.blockOptional(PATIENCE)
					.orElseThrow();
				assertThat(health.getStatus()).isEqualTo(Status.UP);
				assertThat(health.getDetails().get("alerts").toString()).contains("broken", "success-rate");
			});
	}

	@Test
	void thresholdsOfOneProviderAreBound() {
		this.runner
			.withPropertyValues("llm.router.alerts.thresholds.success-rate=0.0001",
					"llm.router.alerts.providers.broken.success-rate=1",
					"llm.router.alerts.providers.broken.minimum-samples=2",
					"llm.router.alerts.providers.broken.latency-p95=20s",
					"llm.router.alerts.providers.broken.first-token-p95=2s",
					"llm.router.alerts.providers.broken.cost-per-hour=2.5", "llm.router.alerts.window=1h")
			.run((context) -> {
				fail(context, 2);
				context.getBean(ProviderAlerts.class).evaluate();
				assertThat(context.getBean(ProviderAlerts.class).active()).singleElement()
					.satisfies((alert) -> assertThat(alert.threshold()).isEqualTo(1));
			});
	}

	@Test
	void withoutThresholdsNothingIsWatched() {
		this.runner.run((context) -> {
			assertThat(context.getBean(ProviderAlerts.class).watchesAnything()).isFalse();
			assertThat(context.getBean(AlertTimer.class).isRunning()).isFalse();
		});
	}

	@Test
	void timerRunsWithTheApplication() {
		this.runner.withPropertyValues("llm.router.alerts.thresholds.cost-per-hour=1").run((context) -> {
			AlertTimer timer = context.getBean(AlertTimer.class);
			assertThat(timer.isRunning()).isTrue();
			context.close();
			assertThat(timer.isRunning()).isFalse();
		});
	}

	@ParameterizedTest
	@CsvSource({ "thresholds.success-rate, 95, thresholds, 'successRate'",
			"thresholds.latency-p95, 0s, thresholds, 'latencyP95'",
			"providers.broken.cost-per-hour, -1, providers.broken, 'costPerHourUsd'",
			"providers.brokn.success-rate, 0.9, providers.brokn, not measured", "window, 2m, window, PT2M",
			"interval, 10ms, interval, PT0.01S" })
	void badValueStopsTheStart(String property, String value, String key, String message) {
		this.runner.withPropertyValues("llm.router.alerts." + property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidLlmRouterConfigurationException.class,
						(failure) -> assertThat(failure.key()).isEqualTo("llm.router.alerts." + key))
				.hasMessageContaining(message));
	}

	@Test
	void badHysteresisStopsTheStart() {
		this.runner.withPropertyValues("llm.router.alerts.hysteresis=1")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("hysteresis"));
	}

	@Test
	void withoutMeasuringThereAreNoAlerts() {
		this.runner.withPropertyValues("llm.router.metrics.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ProviderAlerts.class));
	}

	@Test
	void usersAlertsTakeThePlaceOfOurs() {
		ProviderAlerts mine = new ProviderAlerts(new LlmMetrics(new ComparisonStatistics(TimeSource.SYSTEM)),
				new AlertSettings(Window.ONE_HOUR, 0, AlertThresholds.NONE, Map.of()), (event) -> {
				});
		this.runner.withBean(ProviderAlerts.class, () -> mine)
			.run((context) -> assertThat(context).getBean(ProviderAlerts.class).isSameAs(mine));
	}

	/**
	 * Listener of alerts.
	 */
	static final class Listener {

		private final List<AlertEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void on(AlertEvent event) {
			this.events.add(event);
		}

	}

	/**
	 * Provider of which nothing comes but failures.
	 */
	private static final class BrokenProvider implements ChatProvider {

		private static final ProviderException FAILURE = new ProviderException("planned",
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
