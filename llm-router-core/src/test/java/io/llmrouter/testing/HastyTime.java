package io.llmrouter.testing;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.llmrouter.call.TimeSource;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Clock and scheduler that run faster than the machine's, and count what is waited for.
 * Thread-safe.
 */
public final class HastyTime implements Scheduler, TimeSource {

	private final Scheduler delegate = Schedulers.parallel();

	private final long originNanos = System.nanoTime();

	private final Instant origin = Instant.now();

	private final int speed;

	private final AtomicInteger timers = new AtomicInteger();

	/**
	 * Create a clock.
	 * @param speed how many of its seconds pass in one
	 */
	public HastyTime(int speed) {
		this.speed = speed;
	}

	/**
	 * Return how many tasks are due at some time or running.
	 * @return the tasks that are neither over nor disposed of
	 */
	public int timers() {
		return this.timers.get();
	}

	@Override
	public Disposable schedule(Runnable task) {
		return schedule(task, 0, TimeUnit.NANOSECONDS);
	}

	@Override
	public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
		AtomicBoolean over = new AtomicBoolean();
		this.timers.incrementAndGet();
		Disposable scheduled = this.delegate.schedule(() -> {
			try {
				task.run();
			}
			finally {
				end(over);
			}
		}, unit.toNanos(delay) / this.speed, TimeUnit.NANOSECONDS);
		return () -> {
			end(over);
			scheduled.dispose();
		};
	}

	private void end(AtomicBoolean over) {
		if (over.compareAndSet(false, true)) {
			this.timers.decrementAndGet();
		}
	}

	@Override
	public Worker createWorker() {
		throw new UnsupportedOperationException("Nothing under test needs a worker");
	}

	@Override
	public long now(TimeUnit unit) {
		return unit.convert(nanoTime(), TimeUnit.NANOSECONDS);
	}

	@Override
	public long nanoTime() {
		return (System.nanoTime() - this.originNanos) * this.speed;
	}

	@Override
	public Instant now() {
		return this.origin.plusNanos(nanoTime());
	}

}
