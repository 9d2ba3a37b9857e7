package io.llmrouter.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.llmrouter.alert.AlertKind;
import io.llmrouter.alert.ProviderAlert;
import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.route.health.CandidateName;
import io.llmrouter.route.health.HealthRegistry;
import io.llmrouter.route.health.HealthSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

class LlmRouterHealthIndicatorTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

	private static final CandidateName SWIFT = new CandidateName("swift", "swift-1");

	private static final CandidateName STEADY = new CandidateName("steady", "steady-1");

	private final StandingTime time = new StandingTime();

	private final HealthRegistry registry = new HealthRegistry(HealthSettings.defaults(), this.time, () -> 0);

	private final List<ProviderAlert> alerts = new ArrayList<>();

	private final LlmRouterHealthIndicator indicator = new LlmRouterHealthIndicator(this.registry, this.time,
			() -> this.alerts);

	@BeforeEach
	void addRoutes() {
		this.registry.addRoute("default", List.of(SWIFT, STEADY));
		this.registry.addRoute("quality", List.of(STEADY));
	}

	private Health health() {
		return this.indicator.health().blockOptional(PATIENCE).orElseThrow();
	}

	private void open(CandidateName candidate) {
		for (int i = 0; i < 5; i++) {
			this.registry.of(candidate).acquire().failed(ErrorType.SERVER_ERROR);
		}
	}

	@Test
	void routesThatWereNeverAskedAreUp() {
		assertThat(health().getStatus()).isEqualTo(Status.UP);
		assertThat(health().getDetails()).isEqualTo(Map.of("routes",
				Map.of("default", Map.of("candidates", 2, "available", 2L), "quality",
						Map.of("candidates", 1, "available", 1L)),
				"providers", Map.of("swift", Map.of("swift-1", Map.of("circuit", "closed")), "steady",
						Map.of("steady-1", Map.of("circuit", "closed")))));
	}

	@Test
	void oneCandidateOfEachRouteIsEnough() {
		open(SWIFT);
		assertThat(health().getStatus()).isEqualTo(Status.UP);
		assertThat(detail("swift", "swift-1")).containsEntry("circuit", "open")
			.containsEntry("lastError", "server_error")
			.containsEntry("lastErrorAt", NOW.toString());
		assertThat(Instant.parse((String) detail("swift", "swift-1").get("openUntil"))).isBetween(NOW.plusSeconds(12),
				NOW.plusSeconds(18));
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> detail(String provider, String model) {
		Map<String, Object> providers = (Map<String, Object>) health().getDetails().get("providers");
		Map<String, Object> models = (Map<String, Object>) providers.get(provider);
		return (Map<String, Object>) models.get(model);
	}

	@Test
	void routeWithoutACandidateIsOutOfService() {
		open(STEADY);
		assertThat(health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
	}

	@Test
	void noRouteWithACandidateIsDown() {
		open(STEADY);
		this.registry.of(SWIFT).coolDown(ErrorDetails.of(ErrorType.AUTHENTICATION), Duration.ofMinutes(5));
		assertThat(health().getStatus()).isEqualTo(Status.DOWN);
		assertThat(detail("swift", "swift-1")).containsEntry("coolingUntil", NOW.plusSeconds(300).toString());
	}

	@Test
	void candidateThatMayBeProbedIsAvailable() {
		open(STEADY);
		this.time.nanos += Duration.ofSeconds(18).toNanos();
		assertThat(health().getStatus()).isEqualTo(Status.UP);
		assertThat(detail("steady", "steady-1")).containsEntry("circuit", "open").doesNotContainKey("openUntil");
	}

	@Test
	void alertsAreShownAndChangeNoStatus() {
		this.alerts.add(new ProviderAlert("swift", AlertKind.SUCCESS_RATE, 0.95, 0.5, NOW));
		assertThat(health().getStatus()).isEqualTo(Status.UP);
		assertThat(health().getDetails().get("alerts")).isEqualTo(List.of(Map.of("provider", "swift", "alert",
				"success-rate", "threshold", 0.95, "value", 0.5, "since", NOW.toString())));
	}

	@Test
	void withoutRoutesNothingIsKnown() {
		HealthRegistry empty = new HealthRegistry(HealthSettings.defaults(), this.time, () -> 0);
		assertThat(
				new LlmRouterHealthIndicator(empty, this.time, List::of).health().blockOptional(PATIENCE).orElseThrow())
			.extracting(Health::getStatus)
			.isEqualTo(Status.UNKNOWN);
	}

	private static final class StandingTime implements TimeSource {

		private long nanos;

		@Override
		public long nanoTime() {
			return this.nanos;
		}

		@Override
		public Instant now() {
			return NOW.plusNanos(this.nanos);
		}

	}

}
