package io.llmrouter.benchmarks;

import java.time.Instant;

import io.llmrouter.call.TimeSource;

/**
 * Time that stands until it is moved.
 */
final class SteppingTime implements TimeSource {

	private long nanos;

	void moveTo(long nanosSinceStart) {
		this.nanos = nanosSinceStart;
	}

	@Override
	public long nanoTime() {
		return this.nanos;
	}

	@Override
	public Instant now() {
		return Instant.EPOCH.plusNanos(this.nanos);
	}

}
