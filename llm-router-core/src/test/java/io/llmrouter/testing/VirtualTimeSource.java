package io.llmrouter.testing;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.llmrouter.call.TimeSource;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * Time that passes as a virtual scheduler is told.
 */
public final class VirtualTimeSource implements TimeSource {

	private final VirtualTimeScheduler scheduler;

	public VirtualTimeSource(VirtualTimeScheduler scheduler) {
		this.scheduler = scheduler;
	}

	@Override
	public long nanoTime() {
		return this.scheduler.now(TimeUnit.NANOSECONDS);
	}

	@Override
	public Instant now() {
		return Instant.ofEpochMilli(this.scheduler.now(TimeUnit.MILLISECONDS));
	}

}
