package io.llmrouter.route.health;

import java.time.Duration;
import java.time.Instant;

import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * Health of a candidate at one moment.
 *
 * @param candidate the candidate
 * @param circuit the state of its circuit
 * @param open how long the circuit stays open, or {@code null} where it lets calls
 * through
 * @param cooling how long the candidate or its credential cools down, or {@code null}
 * @param share the share of its usual calls that it should get, over 0 to 1
 * @param lastError why its latest failed call failed, or {@code null}
 * @param lastErrorAt when that was, or {@code null}
 * @since 0.1.0
 */
public record HealthReport(CandidateName candidate, CircuitState circuit, @Nullable Duration open,
		@Nullable Duration cooling, double share, @Nullable ErrorType lastError, @Nullable Instant lastErrorAt) {

	/**
	 * Return whether the candidate may be asked.
	 * @return whether it may
	 */
	public boolean isAvailable() {
		return this.open == null && this.cooling == null;
	}

}
