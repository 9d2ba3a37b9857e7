package io.llmrouter.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.llmrouter.call.TimeSource;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * Clock and scheduler that stand still until a test moves them on, and count what is
 * waited for. Tasks run in the thread that moves the time, at exactly the time they are
 * due. Thread-safe.
 */
public final class JumpingTime implements Scheduler, TimeSource {

	private static final Duration NAP = Duration.ofMillis(1_500);

	private static final Duration REST = Duration.ofSeconds(2);

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final AtomicInteger timers = new AtomicInteger();

	private final AtomicInteger naps = new AtomicInteger();

	private final AtomicInteger rests = new AtomicInteger();

	/**
	 * Move the time on.
	 * @param duration how far
	 */
	public void advance(Duration duration) {
		this.scheduler.advanceTimeBy(duration);
	}

	/**
	 * Return how many tasks are due at some time.
	 * @return the tasks that have neither run nor been disposed of
	 */
	public int timers() {
		return this.timers.get();
	}

	/**
	 * Return whether something is waited for that takes a second at most.
	 * @return whether it is
	 */
	public boolean isNapping() {
		return this.naps.get() > 0;
	}

	/**
	 * Return whether something is waited for that takes two seconds at most.
	 * @return whether it is
	 */
	public boolean isResting() {
		return this.rests.get() > 0;
	}

	@Override
	public Disposable schedule(Runnable task) {
		return schedule(task, 0, TimeUnit.NANOSECONDS);
	}

	@Override
	public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
		Timer timer = new Timer(task, Duration.ofNanos(unit.toNanos(delay)));
		timer.scheduled = this.scheduler.schedule(timer, delay, unit);
		return timer;
	}

	@Override
	public Worker createWorker() {
		throw new UnsupportedOperationException("Nothing under test needs a worker");
	}

	@Override
	public long now(TimeUnit unit) {
		return this.scheduler.now(unit);
	}

	@Override
	public long nanoTime() {
		return this.scheduler.now(TimeUnit.NANOSECONDS);
	}

	@Override
	public Instant now() {
		return Instant.ofEpochMilli(this.scheduler.now(TimeUnit.MILLISECONDS));
	}

	/**
	 * Task and whether it is over.
	 */
	private final class Timer implements Runnable, Disposable {

		private final Runnable task;

		private final int nap;

		private final int rest;

		private final AtomicBoolean over = new AtomicBoolean();

		private volatile Disposable scheduled;

		Timer(Runnable task, Duration delay) {
			this.task = task;
			this.nap = (delay.compareTo(NAP) <= 0) ? 1 : 0;
			this.rest = (delay.compareTo(REST) <= 0) ? 1 : 0;
			JumpingTime.this.timers.incrementAndGet();
			JumpingTime.this.naps.addAndGet(this.nap);
			JumpingTime.this.rests.addAndGet(this.rest);
		}

		@Override
		public void run() {
			if (end()) {
				this.task.run();
			}
		}

		@Override
		public void dispose() {
			if (end()) {
				this.scheduled.dispose();
			}
		}

		@Override
		public boolean isDisposed() {
			return this.over.get();
		}

		private boolean end() {
			boolean first = this.over.compareAndSet(false, true);
			if (first) {
				JumpingTime.this.timers.decrementAndGet();
				JumpingTime.this.naps.addAndGet(-this.nap);
				JumpingTime.this.rests.addAndGet(-this.rest);
			}
			return first;
		}

	}

}
