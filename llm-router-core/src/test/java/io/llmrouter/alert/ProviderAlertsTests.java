package io.llmrouter.alert;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.LlmMetrics;
import io.llmrouter.stats.Window;
import io.llmrouter.testing.TestTimeSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ProviderAlerts}.
 */
class ProviderAlertsTests {

	private static final Duration A_MINUTE = Duration.ofMinutes(1);

	private final TestTimeSource time = new TestTimeSource();

	private final ComparisonStatistics statistics = new ComparisonStatistics(this.time);

	private final LlmMetrics metrics = new LlmMetrics(this.statistics);

	private final List<AlertEvent> events = new ArrayList<>();

	private static AlertThresholds successRate(double rate, int samples) {
		return new AlertThresholds(rate, null, null, null, samples);
	}

	private ProviderAlerts alerts(AlertThresholds thresholds) {
		return alerts(new AlertSettings(Window.FIVE_MINUTES, 0.1, thresholds, Map.of()));
	}

	private ProviderAlerts alerts(AlertSettings settings) {
		return new ProviderAlerts(this.metrics, settings, this.events::add);
	}

	private void calls(int count, String provider, @Nullable ErrorType failure) {
		for (int i = 0; i < count; i++) {
			end(provider, Duration.ofMillis(100), null, failure, null);
		}
	}

	private void end(String provider, Duration duration, @Nullable Duration firstToken, @Nullable ErrorType failure,
			@Nullable String usd) {
		StartedCall start = new StartedCall(provider, "m", "m", firstToken != null, null, 1, this.time.now());
		TokenUsage usage = (usd != null) ? new TokenUsage(10L, 7L, null, null, null, false, new BigDecimal(usd)) : null;
		Outcome outcome = (failure != null) ? Outcome.ERROR : Outcome.SUCCESS;
		this.statistics.callEnded(new ChatCall(start, duration, firstToken, (firstToken != null) ? A_MINUTE : null, 9,
				outcome, failure, null, null, null, FinishReason.STOP, usage));
	}

	@Test
	void lowSuccessRateIsRaisedOnceAndClearedOnce() {
		ProviderAlerts alerts = alerts(successRate(0.9, 10));
		calls(8, "swift", null);
		calls(2, "swift", ErrorType.OVERLOADED);
		Instant raisedAt = this.time.now();
		alerts.evaluate();
		alerts.evaluate();
		ProviderAlert alert = new ProviderAlert("swift", AlertKind.SUCCESS_RATE, 0.9, 0.8, raisedAt);
		assertThat(this.events).containsExactly(new AlertRaised(alert));
		assertThat(alerts.active()).containsExactly(alert);
		this.time.advance(A_MINUTE);
		calls(90, "swift", null);
		alerts.evaluate();
		alerts.evaluate();
		assertThat(this.events).hasSize(2)
			.last()
			.isEqualTo(new AlertCleared(alert.withValue(0.98), raisedAt.plus(A_MINUTE)));
		assertThat(alerts.active()).isEmpty();
	}

	@Test
	void rateThatWaversAroundItsThresholdIsRaisedOnce() {
		ProviderAlerts alerts = alerts(successRate(0.9, 10));
		// Over the threshold, but not by a tenth of what is missing to 1.
		for (int failures : new int[] { 105, 95, 105, 95 }) {
			rate(failures);
			alerts.evaluate();
		}
		assertThat(this.events).singleElement().isInstanceOf(AlertRaised.class);
		assertThat(alerts.active()).singleElement().extracting(ProviderAlert::value).isEqualTo(0.905);
		rate(90);
		alerts.evaluate();
		assertThat(this.events).hasSize(2).last().isInstanceOf(AlertCleared.class);
		rate(95);
		alerts.evaluate();
		assertThat(this.events).hasSize(2);
	}

	private void rate(int failuresOfAThousand) {
		this.time.advance(Duration.ofMinutes(6));
		calls(1000 - failuresOfAThousand, "swift", null);
		calls(failuresOfAThousand, "swift", ErrorType.OVERLOADED);
	}

	@Test
	void rateAtItsThresholdIsGood() {
		ProviderAlerts alerts = alerts(successRate(0.9, 10));
		calls(9, "swift", null);
		calls(1, "swift", ErrorType.OVERLOADED);
		alerts.evaluate();
		assertThat(this.events).isEmpty();
	}

	@Test
	void tooFewCallsNeitherRaiseNorClear() {
		ProviderAlerts alerts = alerts(successRate(0.9, 10));
		calls(9, "swift", ErrorType.OVERLOADED);
		alerts.evaluate();
		assertThat(this.events).isEmpty();
		calls(1, "swift", ErrorType.OVERLOADED);
		alerts.evaluate();
		assertThat(this.events).hasSize(1);
		this.time.advance(Duration.ofMinutes(6));
		calls(9, "swift", null);
		alerts.evaluate();
		assertThat(this.events).hasSize(1);
		assertThat(alerts.active()).hasSize(1);
		calls(1, "swift", null);
		alerts.evaluate();
		assertThat(this.events).hasSize(2);
	}

	@Test
	void slowProviderIsRaisedAndClearedByTheHysteresis() {
		ProviderAlerts alerts = alerts(new AlertThresholds(null, Duration.ofSeconds(10), null, null, 5));
		latencies(11);
		alerts.evaluate();
		assertThat(this.events).singleElement()
			.satisfies((event) -> assertThat(event.alert().kind()).isEqualTo(AlertKind.LATENCY_P95))
			.satisfies((event) -> assertThat(event.alert().value()).isBetween(10.7, 11.3))
			.satisfies((event) -> assertThat(event.alert().threshold()).isEqualTo(10));
		this.time.advance(Duration.ofMinutes(6));
		latencies(9.5);
		alerts.evaluate();
		assertThat(this.events).hasSize(1);
		this.time.advance(Duration.ofMinutes(6));
		latencies(8.5);
		alerts.evaluate();
		assertThat(this.events).hasSize(2);
	}

	private void latencies(double seconds) {
		for (int i = 0; i < 5; i++) {
			end("swift", Duration.ofMillis((long) (seconds * 1000)), null, null, null);
		}
	}

	@Test
	void firstTokenCountsStreamsOnly() {
		ProviderAlerts alerts = alerts(new AlertThresholds(null, null, Duration.ofSeconds(2), null, 5));
		calls(50, "swift", null);
		for (int i = 0; i < 4; i++) {
			end("swift", A_MINUTE, Duration.ofSeconds(3), null, null);
		}
		alerts.evaluate();
		assertThat(this.events).isEmpty();
		end("swift", A_MINUTE, Duration.ofSeconds(3), null, null);
		alerts.evaluate();
		assertThat(this.events).singleElement()
			.satisfies((event) -> assertThat(event.alert().kind()).isEqualTo(AlertKind.FIRST_TOKEN_P95));
	}

	@Test
	void costIsThatOfTheLastHourAndNeedsNoSamples() {
		ProviderAlerts alerts = alerts(new AlertThresholds(null, null, null, new BigDecimal("5"), 1000));
		end("swift", A_MINUTE, null, null, "3");
		alerts.evaluate();
		assertThat(this.events).isEmpty();
		this.time.advance(Duration.ofMinutes(20));
		end("swift", A_MINUTE, null, ErrorType.CONNECTION, "3");
		alerts.evaluate();
		assertThat(alerts.active()).singleElement().satisfies((alert) -> {
			assertThat(alert.kind()).isEqualTo(AlertKind.COST_PER_HOUR);
			assertThat(alert.value()).isEqualTo(6);
		});
		this.time.advance(Duration.ofMinutes(70));
		alerts.evaluate();
		assertThat(this.events).hasSize(2).last().isInstanceOf(AlertCleared.class);
	}

	@Test
	void unknownCostChangesNothing() {
		ProviderAlerts alerts = alerts(new AlertThresholds(null, null, null, BigDecimal.ZERO, null));
		calls(100, "swift", null);
		alerts.evaluate();
		assertThat(this.events).isEmpty();
	}

	@Test
	void thresholdsOfOneProviderGoBeforeThoseOfAll() {
		ProviderAlerts alerts = alerts(new AlertSettings(Window.FIVE_MINUTES, 0.1, successRate(0.9, 10),
				Map.of("local", new AlertThresholds(0.5, null, null, null, null))));
		for (String provider : List.of("swift", "local")) {
			calls(8, provider, null);
			calls(2, provider, ErrorType.OVERLOADED);
		}
		alerts.evaluate();
		assertThat(alerts.active()).extracting(ProviderAlert::provider).containsExactly("swift");
	}

	@Test
	void alertsOfProvidersAndKindsAreTheirOwn() {
		ProviderAlerts alerts = alerts(new AlertThresholds(0.9, Duration.ofMillis(50), null, null, 5));
		for (String provider : List.of("swift", "local")) {
			calls(5, provider, null);
			calls(5, provider, ErrorType.OVERLOADED);
		}
		alerts.evaluate();
		assertThat(alerts.active()).extracting((alert) -> alert.provider() + " " + alert.kind())
			.containsExactly("local success-rate", "local latency-p95", "swift success-rate", "swift latency-p95");
	}

	@Test
	void listenerThatThrowsKeepsNoOtherEventFromBeingTold() {
		List<AlertEvent> told = new ArrayList<>();
		ProviderAlerts alerts = new ProviderAlerts(this.metrics,
				new AlertSettings(Window.FIVE_MINUTES, 0.1, successRate(0.9, 1), Map.of()), (event) -> {
					told.add(event);
					throw new IllegalStateException("planned");
				});
		calls(1, "swift", ErrorType.OVERLOADED);
		calls(1, "local", ErrorType.OVERLOADED);
		alerts.evaluate();
		alerts.evaluate();
		assertThat(told).hasSize(2);
	}

	@Test
	void withoutThresholdsNothingIsWatched() {
		ProviderAlerts alerts = alerts(AlertThresholds.NONE);
		calls(100, "swift", ErrorType.OVERLOADED);
		alerts.evaluate();
		assertThat(alerts.watchesAnything()).isFalse();
		assertThat(alerts.active()).isEmpty();
	}

	@Test
	void valuesOutOfRangeAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> successRate(95, 10))
			.withMessage("'successRate' is '95.0'; allowed are over 0 and up to 1");
		assertThatIllegalArgumentException().isThrownBy(() -> successRate(0.9, 0))
			.withMessageContaining("minimumSamples");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new AlertThresholds(null, Duration.ZERO, null, null, null))
			.withMessageContaining("latencyP95");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new AlertThresholds(null, null, null, new BigDecimal("-1"), null))
			.withMessageContaining("costPerHourUsd");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new AlertSettings(Window.ALL, 1, AlertThresholds.NONE, Map.of()))
			.withMessageContaining("hysteresis");
	}

}
