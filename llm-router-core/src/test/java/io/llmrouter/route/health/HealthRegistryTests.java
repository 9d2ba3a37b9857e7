package io.llmrouter.route.health;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HealthRegistryTests extends HealthFixture {

	private final CandidateName beta = new CandidateName("beta", "b-1");

	@Test
	void candidateHasOneHealth() {
		assertThat(this.registry.of(ALPHA)).isSameAs(this.health);
		assertThat(this.registry.find(ALPHA)).isSameAs(this.health);
		assertThat(this.registry.find(this.beta)).isNull();
		assertThat(this.registry.all()).containsExactly(this.health);
	}

	@Test
	void observerIsToldOfEachCandidateOnce() {
		List<CandidateName> told = new ArrayList<>();
		this.registry.observe((candidate) -> told.add(candidate.name()));
		this.registry.of(this.beta);
		this.registry.of(this.beta);
		assertThat(told).containsExactly(ALPHA, this.beta);
	}

	@Test
	void routesTellOfTheirCandidatesAlsoOfThoseNeverAsked() {
		this.registry.addRoute("default", List.of(ALPHA, this.beta));
		open();
		assertThat(this.registry.routes().get("default")).extracting(HealthReport::candidate)
			.containsExactly(ALPHA, this.beta);
		assertThat(this.registry.routes().get("default")).extracting(HealthReport::isAvailable)
			.containsExactly(false, true);
		waitOutThePause();
		assertThat(this.registry.routes().get("default")).extracting(HealthReport::isAvailable)
			.containsExactly(true, true);
		assertThat(this.registry.find(this.beta)).isNull();
	}

}
