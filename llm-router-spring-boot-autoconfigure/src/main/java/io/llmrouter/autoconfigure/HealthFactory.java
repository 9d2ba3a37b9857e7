package io.llmrouter.autoconfigure;

import java.util.function.Supplier;

import io.llmrouter.autoconfigure.LlmRouterProperties.Health;
import io.llmrouter.route.health.HealthSettings;

/**
 * Factory that turns health properties into settings, and says what is wrong where it
 * cannot.
 */
final class HealthFactory {

	private static final String KEY = LlmRouterProperties.PREFIX + ".health";

	private HealthFactory() {
	}

	static HealthSettings create(Health properties) {
		HealthSettings.Ejection ejection = checked(".ejection",
				() -> new HealthSettings.Ejection(properties.ejection().consecutiveFailures(),
						properties.ejection().consecutiveInterruptions(), properties.ejection().time(),
						properties.ejection().maxTime()));
		HealthSettings.Breaker breaker = checked(".breaker",
				() -> new HealthSettings.Breaker(properties.breaker().window(), properties.breaker().minimumCalls(),
						properties.breaker().failureRate(), properties.breaker().slowFirstToken(),
						properties.breaker().slowRate()));
		HealthSettings.Recovery recovery = checked(".recovery",
				() -> new HealthSettings.Recovery(properties.recovery().probes(), properties.recovery().probeTimeout(),
						properties.recovery().slowStart()));
		return checked("", () -> new HealthSettings(ejection, breaker, recovery, properties.panicThreshold()));
	}

	private static <T> T checked(String group, Supplier<T> settings) {
		try {
			return settings.get();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidLlmRouterConfigurationException(KEY + group, "is invalid: " + ex.getMessage(),
					"Correct the value.");
		}
	}

}
