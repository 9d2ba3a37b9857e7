package io.llmrouter.metrics;

import java.time.Duration;
import java.util.Random;
import java.util.Set;

import io.llmrouter.provider.ErrorType;
import io.llmrouter.route.health.CandidateName;
import io.llmrouter.route.health.HealthPermit;
import io.llmrouter.route.health.HealthRegistry;
import io.llmrouter.route.health.HealthSettings;
import io.llmrouter.testing.TestTimeSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MicrometerCircuitGaugesTests {

	private static final CandidateName ALPHA = new CandidateName("alpha", "a-1");

	private final TestTimeSource time = new TestTimeSource();

	private final HealthRegistry health = new HealthRegistry(HealthSettings.defaults(), this.time, new Random(3));

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private void bind() {
		new MicrometerCircuitGauges(this.registry, Set.of("secret")).bindTo(this.health);
	}

	private void assertState(int expected) {
		assertThat(
				this.registry.get("llm.router.circuit.state").tags("provider", "alpha", "model", "a-1").gauge().value())
			.isEqualTo(expected);
	}

	@Test
	void gaugeFollowsTheCircuit() {
		bind();
		this.health.of(ALPHA);
		assertState(0);
		for (int i = 0; i < 5; i++) {
			this.health.of(ALPHA).acquire().failed(ErrorType.SERVER_ERROR);
		}
		assertState(2);
		this.time.advance(Duration.ofMinutes(1));
		HealthPermit probe = this.health.of(ALPHA).acquire();
		assertState(1);
		probe.firstContent(1);
		this.health.of(ALPHA).acquire().firstContent(1);
		assertState(0);
	}

	@Test
	void candidatesAskedBeforeHaveGaugesToo() {
		this.health.of(ALPHA);
		bind();
		assertState(0);
	}

	@Test
	void gaugeIsScrapedUnderItsDocumentedName() {
		PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		new MicrometerCircuitGauges(prometheus, Set.of()).bindTo(this.health);
		this.health.of(ALPHA);
		assertThat(prometheus.scrape()).contains("# HELP llm_router_circuit_state State of the circuit",
				"llm_router_circuit_state{model=\"a-1\",provider=\"alpha\"} 0.0");
	}

	@Test
	void unmeasuredProviderHasNone() {
		bind();
		this.health.of(new CandidateName("secret", "s-1"));
		assertThat(this.registry.getMeters()).isEmpty();
	}

}
