package io.llmrouter.testing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * Scheduler that counts the tasks which have neither run nor been disposed of.
 * Thread-safe.
 */
public final class CountingScheduler implements Scheduler {

	private final Scheduler delegate;

	private final AtomicInteger live = new AtomicInteger();

	public CountingScheduler(Scheduler delegate) {
		this.delegate = delegate;
	}

	public int live() {
		return this.live.get();
	}

	@Override
	public Disposable schedule(Runnable task) {
		return schedule(task, 0, TimeUnit.NANOSECONDS);
	}

	@Override
	public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
		this.live.incrementAndGet();
		AtomicBoolean over = new AtomicBoolean();
		Disposable scheduled = this.delegate.schedule(() -> {
			end(over);
			task.run();
		}, delay, unit);
		return () -> {
			end(over);
			scheduled.dispose();
		};
	}

	private void end(AtomicBoolean over) {
		if (over.compareAndSet(false, true)) {
			this.live.decrementAndGet();
		}
	}

	@Override
	public Worker createWorker() {
		throw new UnsupportedOperationException("Only delays are counted");
	}

}
