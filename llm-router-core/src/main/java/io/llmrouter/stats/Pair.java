package io.llmrouter.stats;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.TimeSource;
import io.llmrouter.cost.CallCosts;
import io.llmrouter.stats.estimate.LatencyBuckets;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of one provider and model: the calls in flight, and every {@link Window} of
 * one generation. Calls in flight outlive a reset, windows do not. Takes at most 128 KiB,
 * about 127 KiB with everything present.
 */
final class Pair {

	// One cache line for each stripe.
	private static final int STRIPE_LENGTH = 8;

	private final String provider;

	private final String model;

	private final AtomicLongArray active = new AtomicLongArray(Slice.STRIPES * STRIPE_LENGTH);

	private final AtomicReference<@Nullable Windows> windows = new AtomicReference<>();

	Pair(String provider, String model) {
		this.provider = provider;
		this.model = model;
	}

	String provider() {
		return this.provider;
	}

	String model() {
		return this.model;
	}

	/**
	 * Count a call that begins.
	 */
	void started() {
		this.active.getAndIncrement(Slice.stripe() * STRIPE_LENGTH);
	}

	/**
	 * Record a call that is over.
	 * @param call the call
	 * @param cost its cost in picodollars, or {@link CallCosts#UNKNOWN}
	 * @param nanoTime the present monotonic time
	 * @param generation the generation to record into, unless a newer one has begun
	 */
	void ended(ChatCall call, long cost, long nanoTime, Generation generation) {
		this.active.getAndDecrement(Slice.stripe() * STRIPE_LENGTH);
		int latency = LatencyBuckets.indexOf(LatencyBuckets.micros(call.duration()));
		int firstToken = (call.outcome() == Outcome.SUCCESS && call.timeToFirstToken() != null)
				? LatencyBuckets.indexOf(LatencyBuckets.micros(call.timeToFirstToken())) : -1;
		windows(generation).record(nanoTime, call, latency, firstToken, cost);
	}

	/**
	 * Return the calls in flight.
	 * @return how many
	 */
	long active() {
		long sum = 0;
		for (int stripe = 0; stripe < Slice.STRIPES; stripe++) {
			sum += this.active.get(stripe * STRIPE_LENGTH);
		}
		// Stripes are not read at one moment: an end may be seen without its start.
		return Math.max(sum, 0);
	}

	/**
	 * Add up one window.
	 * @param window the window
	 * @param nanoTime the present monotonic time
	 * @param generation the generation to read; windows of any other are left out
	 * @param tally where to add it
	 */
	void addTo(Window window, long nanoTime, Generation generation, Tally tally) {
		tally.addActive(active());
		Windows current = this.windows.get();
		if (current != null && current.generation == generation) {
			current.windows[window.ordinal()].addTo(generation.elapsedNanos(nanoTime), tally);
		}
	}

	/**
	 * Return the last hour by the minute.
	 * @param nanoTime the present monotonic time
	 * @param now the same on the wall clock
	 * @param generation the generation to read
	 * @return the minutes in which calls ended, oldest first
	 */
	List<MinuteFigures> history(long nanoTime, Instant now, Generation generation) {
		Windows current = this.windows.get();
		if (current == null || current.generation != generation) {
			return List.of();
		}
		return current.windows[Window.FIVE_MINUTES.ordinal()].history(generation.elapsedNanos(nanoTime), now);
	}

	private Windows windows(Generation generation) {
		Windows current = this.windows.get();
		while (current == null || current.generation.isBefore(generation)) {
			Windows fresh = new Windows(generation);
			current = this.windows.compareAndSet(current, fresh) ? fresh : this.windows.get();
		}
		return current;
	}

	/**
	 * Time between two resets. Whoever holds one reads or writes all windows of one reset
	 * and of no other. A plain class, which memory can be measured through.
	 */
	static final class Generation {

		private final long number;

		private final long originNanos;

		private final Instant origin;

		Generation(TimeSource time, @Nullable Generation previous) {
			this.number = (previous != null) ? previous.number + 1 : 0;
			this.originNanos = time.nanoTime();
			this.origin = time.now();
		}

		boolean isBefore(Generation other) {
			return this.number < other.number;
		}

		long elapsedNanos(long nanoTime) {
			return Math.max(nanoTime - this.originNanos, 0);
		}

		Instant since(Window window, long nanoTime, Instant now) {
			long elapsed = elapsedNanos(nanoTime);
			long start = SlidingWindow.startNanos(window, elapsed);
			return (start > 0) ? now.minusNanos(elapsed - start) : this.origin;
		}

	}

	/**
	 * Windows of one generation.
	 */
	private static final class Windows {

		private final Generation generation;

		private final SlidingWindow[] windows;

		Windows(Generation generation) {
			this.generation = generation;
			Window[] all = Window.values();
			this.windows = new SlidingWindow[all.length];
			for (Window window : all) {
				this.windows[window.ordinal()] = new SlidingWindow(window);
			}
		}

		void record(long nanoTime, ChatCall call, int latencyBucket, int firstTokenBucket, long cost) {
			long elapsedNanos = this.generation.elapsedNanos(nanoTime);
			for (SlidingWindow window : this.windows) {
				window.record(elapsedNanos, call, latencyBucket, firstTokenBucket, cost);
			}
		}

	}

}
