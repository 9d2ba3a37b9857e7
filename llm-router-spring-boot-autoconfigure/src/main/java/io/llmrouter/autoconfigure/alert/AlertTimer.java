package io.llmrouter.autoconfigure.alert;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.llmrouter.alert.ProviderAlerts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;

import org.springframework.context.SmartLifecycle;

/**
 * Timer that looks at the figures again and again while the application runs, where there
 * is anything to watch. Has a thread of its own, so that a listener may block.
 */
final class AlertTimer implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(AlertTimer.class);

	private final ProviderAlerts alerts;

	private final Duration interval;

	private final Supplier<Scheduler> schedulers;

	private volatile @Nullable Scheduler running;

	/**
	 * Create a timer.
	 * @param alerts what to evaluate
	 * @param interval the time between two evaluations
	 * @param schedulers makes the scheduler of one run, which ends with it
	 */
	AlertTimer(ProviderAlerts alerts, Duration interval, Supplier<Scheduler> schedulers) {
		this.alerts = alerts;
		this.interval = interval;
		this.schedulers = schedulers;
	}

	@Override
	public void start() {
		if (this.alerts.watchesAnything()) {
			Scheduler scheduler = this.schedulers.get();
			scheduler.schedulePeriodically(this::evaluate, this.interval.toMillis(), this.interval.toMillis(),
					TimeUnit.MILLISECONDS);
			this.running = scheduler;
		}
	}

	// A task that throws would not be run again.
	private void evaluate() {
		try {
			this.alerts.evaluate();
		}
		catch (RuntimeException ex) {
			logger.warn("Alerts could not be evaluated", ex);
		}
	}

	@Override
	public void stop() {
		Scheduler scheduler = this.running;
		if (scheduler != null) {
			scheduler.dispose();
		}
		this.running = null;
	}

	@Override
	public boolean isRunning() {
		return this.running != null;
	}

}
