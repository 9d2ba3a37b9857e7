package io.llmrouter.testing;

import java.time.Instant;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import io.llmrouter.call.TimeSource;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * Scheduler and clock of a simulation: all tasks run in the thread that calls
 * {@link #step}, one a step, and time jumps from one to the next. Tasks of the same
 * moment run in an order that the seed decides. Not thread-safe.
 */
public final class EventScheduler implements Scheduler, TimeSource {

	private final PriorityQueue<Event> events = new PriorityQueue<>();

	private final SplittableRandom random;

	private long nowNanos;

	private long sequence;

	public EventScheduler(SplittableRandom random) {
		this.random = random;
	}

	@Override
	public Disposable schedule(Runnable task) {
		return schedule(task, 0, TimeUnit.NANOSECONDS);
	}

	@Override
	public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
		Event event = new Event(this.nowNanos + Math.max(0, unit.toNanos(delay)), this.random.nextInt(),
				this.sequence++, task);
		this.events.add(event);
		return event;
	}

	@Override
	public Worker createWorker() {
		throw new UnsupportedOperationException("Nothing simulated needs a worker");
	}

	/**
	 * Run the next task.
	 * @return whether there was one
	 */
	public boolean step() {
		for (Event next = this.events.poll(); next != null; next = this.events.poll()) {
			if (!next.disposed) {
				this.nowNanos = next.atNanos;
				next.disposed = true;
				next.task.run();
				return true;
			}
		}
		return false;
	}

	/**
	 * Move the time on where nothing is left to happen.
	 * @param nanos how far
	 */
	public void pass(long nanos) {
		if (pending() > 0) {
			throw new IllegalStateException("Tasks are left");
		}
		this.nowNanos += nanos;
	}

	/**
	 * Return how many tasks are still to run.
	 * @return the tasks that were not disposed of
	 */
	public int pending() {
		return (int) this.events.stream().filter((event) -> !event.disposed).count();
	}

	@Override
	public long now(TimeUnit unit) {
		return unit.convert(this.nowNanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public long nanoTime() {
		return this.nowNanos;
	}

	@Override
	public Instant now() {
		return Instant.EPOCH.plusNanos(this.nowNanos);
	}

	/**
	 * Task and its time.
	 */
	private static final class Event implements Disposable, Comparable<Event> {

		private final long atNanos;

		private final int lot;

		private final long number;

		private final Runnable task;

		private boolean disposed;

		Event(long atNanos, int lot, long number, Runnable task) {
			this.atNanos = atNanos;
			this.lot = lot;
			this.number = number;
			this.task = task;
		}

		@Override
		public int compareTo(Event other) {
			int order = Long.compare(this.atNanos, other.atNanos);
			order = (order != 0) ? order : Integer.compare(this.lot, other.lot);
			return (order != 0) ? order : Long.compare(this.number, other.number);
		}

		@Override
		public void dispose() {
			this.disposed = true;
		}

		@Override
		public boolean isDisposed() {
			return this.disposed;
		}

	}

}
