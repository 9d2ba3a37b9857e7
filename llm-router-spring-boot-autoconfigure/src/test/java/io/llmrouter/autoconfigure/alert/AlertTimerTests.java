package io.llmrouter.autoconfigure.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.llmrouter.alert.AlertCleared;
import io.llmrouter.alert.AlertEvent;
import io.llmrouter.alert.AlertRaised;
import io.llmrouter.alert.AlertSettings;
import io.llmrouter.alert.AlertThresholds;
import io.llmrouter.alert.ProviderAlerts;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.LlmMetrics;
import io.llmrouter.stats.Window;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AlertTimer}.
 */
class AlertTimerTests {

	private static final Duration INTERVAL = Duration.ofSeconds(30);

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final SchedulerTime time = new SchedulerTime();

	private final ComparisonStatistics statistics = new ComparisonStatistics(this.time);

	private final List<AlertEvent> events = new ArrayList<>();

	private final AlertTimer timer = timer(new AlertThresholds(0.9, null, null, null, 1));

	@AfterEach
	void stop() {
		this.timer.stop();
	}

	private AlertTimer timer(AlertThresholds thresholds) {
		ProviderAlerts alerts = new ProviderAlerts(new LlmMetrics(this.statistics),
				new AlertSettings(Window.FIVE_MINUTES, 0.1, thresholds, Map.of()), this.events::add);
		return new AlertTimer(alerts, INTERVAL, () -> this.scheduler);
	}

	private void call(Outcome outcome) {
		StartedCall start = new StartedCall("swift", "m", "m", false, null, 1, this.time.now());
		this.statistics.callEnded(new ChatCall(start, INTERVAL, null, null, 0, outcome,
				(outcome == Outcome.ERROR) ? ErrorType.OVERLOADED : null, null, null, null, null, null));
	}

	private void pass(Duration duration) {
		this.scheduler.advanceTimeBy(duration);
	}

	@Test
	void everyIntervalTheFiguresAreLookedAt() {
		this.timer.start();
		call(Outcome.ERROR);
		pass(INTERVAL.minusMillis(1));
		assertThat(this.events).isEmpty();
		pass(Duration.ofMillis(1));
		assertThat(this.events).singleElement().isInstanceOf(AlertRaised.class);
		pass(Duration.ofHours(1));
		assertThat(this.events).hasSize(1);
		call(Outcome.SUCCESS);
		pass(INTERVAL);
		assertThat(this.events).hasSize(2).last().isInstanceOf(AlertCleared.class);
	}

	@Test
	void failureEndsNothing() {
		this.timer.start();
		call(Outcome.ERROR);
		this.time.broken = true;
		pass(INTERVAL);
		assertThat(this.events).isEmpty();
		this.time.broken = false;
		pass(INTERVAL);
		assertThat(this.events).hasSize(1);
	}

	@Test
	void stoppedTimerLooksNoMore() {
		this.timer.start();
		assertThat(this.timer.isRunning()).isTrue();
		this.timer.stop();
		assertThat(this.timer.isRunning()).isFalse();
		assertThat(this.scheduler.isDisposed()).isTrue();
	}

	@Test
	void withoutThresholdsThereIsNoTimer() {
		AlertTimer idle = timer(AlertThresholds.NONE);
		idle.start();
		assertThat(idle.isRunning()).isFalse();
	}

	private final class SchedulerTime implements TimeSource {

		private boolean broken;

		@Override
		public long nanoTime() {
			if (this.broken) {
				throw new IllegalStateException("planned");
			}
			return Duration.ofMillis(AlertTimerTests.this.scheduler.now(TimeUnit.MILLISECONDS)).toNanos();
		}

		@Override
		public Instant now() {
			return Instant.EPOCH.plusNanos(nanoTime());
		}

	}

}
