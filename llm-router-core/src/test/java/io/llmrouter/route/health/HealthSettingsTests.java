package io.llmrouter.route.health;

import java.time.Duration;

import io.llmrouter.route.health.HealthSettings.Breaker;
import io.llmrouter.route.health.HealthSettings.Ejection;
import io.llmrouter.route.health.HealthSettings.Recovery;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class HealthSettingsTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	@Test
	void valuesOutOfRangeAreNamed() {
		assertNames("consecutiveFailures", () -> new Ejection(0, 3, SECOND, SECOND));
		assertNames("consecutiveInterruptions", () -> new Ejection(5, 0, SECOND, SECOND));
		assertNames("time", () -> new Ejection(5, 3, Duration.ZERO, SECOND));
		assertNames("maxTime", () -> new Ejection(5, 3, SECOND, Duration.ofMillis(999)));
		assertNames("window", () -> new Breaker(Duration.ofMillis(999), 8, 0.5, SECOND, 0.8));
		assertNames("window", () -> new Breaker(Duration.ofHours(2), 8, 0.5, SECOND, 0.8));
		assertNames("minimumCalls", () -> new Breaker(SECOND, 0, 0.5, SECOND, 0.8));
		assertNames("failureRate", () -> new Breaker(SECOND, 8, 50, SECOND, 0.8));
		assertNames("failureRate", () -> new Breaker(SECOND, 8, Double.NaN, SECOND, 0.8));
		assertNames("slowFirstToken", () -> new Breaker(SECOND, 8, 0.5, Duration.ZERO, 0.8));
		assertNames("slowRate", () -> new Breaker(SECOND, 8, 0.5, SECOND, 0));
		assertNames("probes", () -> new Recovery(0, SECOND, SECOND));
		assertNames("probeTimeout", () -> new Recovery(2, Duration.ZERO, SECOND));
		assertNames("slowStart", () -> new Recovery(2, SECOND, SECOND.negated()));
		HealthSettings defaults = HealthSettings.defaults();
		assertNames("panicThreshold",
				() -> new HealthSettings(defaults.ejection(), defaults.breaker(), defaults.recovery(), 1.1));
	}

	private static void assertNames(String name, Runnable construction) {
		assertThatIllegalArgumentException().isThrownBy(construction::run).withMessageContaining("'" + name + "'");
	}

}
