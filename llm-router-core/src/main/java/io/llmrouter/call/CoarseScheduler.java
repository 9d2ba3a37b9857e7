package io.llmrouter.call;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * Scheduler for time limits, of which nearly all are cancelled before they pass. A task
 * whose delay is a second or more may run up to 20 ms late, never early; every other task
 * goes to the scheduler beneath, on which all tasks run.
 * <p>
 * Long delays wait in a set, and one recurring task looks for those that are over, as
 * long as there are any. Setting and cancelling a limit is then an insertion and a
 * removal in O(1), while the queue of a thread pool takes a lock and O(log n) twice, and
 * wakes its thread whenever it was empty: with few calls at once that costs more than the
 * rest of what the router adds to a call. A look costs O(n) for n limits. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CoarseScheduler implements Scheduler {

	private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long SHORTEST_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Scheduler delegate;

	private final TimeSource time;

	private final Set<Timer> timers = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean ticking = new AtomicBoolean();

	/**
	 * Create a scheduler.
	 * @param delegate where tasks run
	 * @param time the source of time; must pass as that of the delegate does
	 */
	public CoarseScheduler(Scheduler delegate, TimeSource time) {
		this.delegate = delegate;
		this.time = time;
	}

	@Override
	public Disposable schedule(Runnable task) {
		return this.delegate.schedule(task);
	}

	@Override
	public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
		long nanos = unit.toNanos(delay);
		if (nanos < SHORTEST_NANOS) {
			return this.delegate.schedule(task, delay, unit);
		}
		Timer timer = new Timer(task, this.time.nanoTime() + nanos);
		this.timers.add(timer);
		keepTicking();
		return timer;
	}

	@Override
	public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
		return this.delegate.schedulePeriodically(task, initialDelay, period, unit);
	}

	@Override
	public long now(TimeUnit unit) {
		return this.delegate.now(unit);
	}

	@Override
	public Worker createWorker() {
		return this.delegate.createWorker();
	}

	@Override
	public boolean isDisposed() {
		return this.delegate.isDisposed();
	}

	private void keepTicking() {
		if (!this.ticking.get() && this.ticking.compareAndSet(false, true)) {
			this.delegate.schedule(this::tick, TICK_NANOS, TimeUnit.NANOSECONDS);
		}
	}

	private void tick() {
		long now = this.time.nanoTime();
		for (Timer timer : this.timers) {
			timer.runIfDue(now);
		}
		// In this order: a timer added after the look into the set starts the next tick.
		this.ticking.set(false);
		if (!this.timers.isEmpty()) {
			keepTicking();
		}
	}

	/**
	 * Task that waits. Cancelled by taking it out of the set, so that nothing keeps it.
	 */
	private final class Timer implements Disposable {

		private final Runnable task;

		private final long dueNanos;

		Timer(Runnable task, long dueNanos) {
			this.task = task;
			this.dueNanos = dueNanos;
		}

		void runIfDue(long now) {
			if (this.dueNanos - now <= 0 && CoarseScheduler.this.timers.remove(this)) {
				CoarseScheduler.this.delegate.schedule(this.task);
			}
		}

		@Override
		public void dispose() {
			CoarseScheduler.this.timers.remove(this);
		}

		@Override
		public boolean isDisposed() {
			return !CoarseScheduler.this.timers.contains(this);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return this == other;
		}

		// The hash that the machine would give each timer costs as much as putting it
		// into the set.
		@Override
		public int hashCode() {
			return Long.hashCode(this.dueNanos);
		}

	}

}
