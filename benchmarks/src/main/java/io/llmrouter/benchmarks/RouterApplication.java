package io.llmrouter.benchmarks;

import java.util.Map;
import java.util.function.Consumer;

import io.llmrouter.autoconfigure.LlmRouterAutoConfiguration;
import io.llmrouter.autoconfigure.LlmRouterMetricsAutoConfiguration;
import io.llmrouter.autoconfigure.provider.LlmProviderAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Application that is set up as Boot does it: the real aspect, all listeners, the
 * statistics, and the meters of a Prometheus registry. Nothing traces and nothing serves.
 */
final class RouterApplication implements AutoCloseable {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	/**
	 * Start an application.
	 * @param properties the configuration
	 * @param beans adds the beans of the user's own
	 */
	RouterApplication(Map<String, Object> properties, Consumer<AnnotationConfigApplicationContext> beans) {
		this.context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("benchmark", properties));
		beans.accept(this.context);
		// Boot would sort them: conditions look at what stands before.
		this.context.register(MetricsAutoConfiguration.class, PrometheusMetricsExportAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, ObservationAutoConfiguration.class,
				LlmProviderAutoConfiguration.class, LlmRouterAutoConfiguration.class,
				LlmRouterMetricsAutoConfiguration.class);
		this.context.refresh();
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	<T> T bean(String name, Class<T> type) {
		return this.context.getBean(name, type);
	}

	/**
	 * Check that a timer counted, lest a benchmark measures nothing.
	 * @param timer the name of the timer
	 */
	void checkMeasured(String timer) {
		if (bean(MeterRegistry.class).find(timer).timers().stream().noneMatch((found) -> found.count() > 0)) {
			throw new IllegalStateException("Timer '" + timer + "' counted nothing; the calls were not observed");
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

}
