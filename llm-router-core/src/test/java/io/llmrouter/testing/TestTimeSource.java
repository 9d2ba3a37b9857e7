package io.llmrouter.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import io.llmrouter.call.TimeSource;

/**
 * Time that stands still until it is moved. Thread-safe.
 */
public final class TestTimeSource implements TimeSource {

	private final AtomicLong nanoTime;

	private volatile long wallOffsetNanos;

	private final Instant origin;

	public TestTimeSource() {
		this(0, Instant.parse("2026-01-01T00:00:00Z"));
	}

	public TestTimeSource(long nanoTime, Instant now) {
		this.nanoTime = new AtomicLong(nanoTime);
		this.wallOffsetNanos = -nanoTime;
		this.origin = now;
	}

	@Override
	public long nanoTime() {
		return this.nanoTime.get();
	}

	@Override
	public Instant now() {
		return this.origin.plusNanos(this.nanoTime.get() + this.wallOffsetNanos);
	}

	/**
	 * Move both clocks forward.
	 */
	public void advance(Duration duration) {
		this.nanoTime.addAndGet(duration.toNanos());
	}

	/**
	 * Set the monotonic clock and leave the wall clock where it is.
	 */
	public synchronized void setNanoTime(long nanoTime) {
		this.wallOffsetNanos += this.nanoTime.getAndSet(nanoTime) - nanoTime;
	}

	/**
	 * Set the wall clock and leave the monotonic clock where it is.
	 */
	public synchronized void setNow(Instant now) {
		this.wallOffsetNanos = Duration.between(this.origin, now).toNanos() - this.nanoTime.get();
	}

}
