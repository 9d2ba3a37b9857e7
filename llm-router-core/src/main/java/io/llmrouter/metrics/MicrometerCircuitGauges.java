package io.llmrouter.metrics;

import java.util.Set;

import io.llmrouter.route.health.CandidateHealth;
import io.llmrouter.route.health.HealthRegistry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Gauges of the circuits of all candidates: 0 closed, 1 half-open, 2 open. A candidate
 * has its gauge from its first call on.
 *
 * @since 0.1.0
 */
public final class MicrometerCircuitGauges {

	private final MeterRegistry registry;

	private final Set<String> unmeasured;

	/**
	 * Create gauges.
	 * @param registry the registry of the meters
	 * @param unmeasured the names of the providers that have none
	 */
	public MicrometerCircuitGauges(MeterRegistry registry, Set<String> unmeasured) {
		this.registry = registry;
		this.unmeasured = Set.copyOf(unmeasured);
	}

	/**
	 * Show the circuits of a router.
	 * @param health the health of its candidates
	 */
	public void bindTo(HealthRegistry health) {
		health.observe(this::add);
	}

	private void add(CandidateHealth candidate) {
		if (this.unmeasured.contains(candidate.name().provider())) {
			return;
		}
		Gauge.builder(MeterNames.CIRCUIT_STATE, candidate, (shown) -> shown.circuit().value())
			.description("State of the circuit: 0 closed, 1 half-open, 2 open")
			.tag(MeterNames.PROVIDER, candidate.name().provider())
			.tag(MeterNames.MODEL, candidate.name().model())
			.register(this.registry);
	}

}
