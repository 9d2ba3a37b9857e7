package io.llmrouter.stats;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

import io.llmrouter.call.ChatCall;
import io.llmrouter.cost.CallCosts;
import org.jspecify.annotations.Nullable;

/**
 * Ring of slices that covers one {@link Window} of one provider and model. A slice is
 * made when the first call of its time ends and takes the place of the one that stood
 * there a window ago; nothing moves when no call comes. Recording takes constant time and
 * reading one pass over the slices; memory is that of the slices. The window of five
 * minutes, whose slices are half minutes, keeps the last hour by the minute as well. All
 * times are nanoseconds since start or reset.
 */
final class SlidingWindow {

	private final Window window;

	private final IntFunction<Counters> counters;

	private final AtomicReferenceArray<@Nullable Slice> slices;

	private final @Nullable Minutes minutes;

	SlidingWindow(Window window) {
		this(window, (window.span() != null) ? Counters.Ints::new : Counters.Longs::new);
	}

	SlidingWindow(Window window, IntFunction<Counters> counters) {
		this.window = window;
		this.counters = counters;
		this.slices = new AtomicReferenceArray<>(window.slices());
		this.minutes = (window == Window.FIVE_MINUTES) ? new Minutes(window.sliceNanos()) : null;
	}

	/**
	 * Return when the oldest slice that still counts began.
	 * @param window the window
	 * @param elapsedNanos the present time
	 * @return the beginning, at least 0
	 */
	static long startNanos(Window window, long elapsedNanos) {
		return Math.max(oldest(window, elapsedNanos), 0) * window.sliceNanos();
	}

	/**
	 * Record a call.
	 * @param elapsedNanos the present time
	 * @param call the call
	 * @param latencyBucket the bucket of its duration
	 * @param firstTokenBucket the bucket of its time to first token, -1 without one
	 * @param cost its cost in picodollars, or {@link CallCosts#UNKNOWN}
	 */
	void record(long elapsedNanos, ChatCall call, int latencyBucket, int firstTokenBucket, long cost) {
		Slice slice = current(elapsedNanos / this.window.sliceNanos());
		if (slice != null) {
			slice.record(call, latencyBucket, firstTokenBucket, cost);
		}
	}

	/**
	 * Add up the slices that count.
	 * @param elapsedNanos the present time
	 * @param tally where to add them
	 */
	void addTo(long elapsedNanos, Tally tally) {
		long oldest = oldest(this.window, elapsedNanos);
		for (int index = 0; index < this.slices.length(); index++) {
			Slice slice = this.slices.get(index);
			if (slice != null && slice.epoch() >= oldest) {
				tally.add(slice);
			}
		}
	}

	/**
	 * Return the last hour by the minute.
	 * @param elapsedNanos the present time
	 * @param now the same on the wall clock
	 * @return the minutes in which calls ended, oldest first; none where this window does
	 * not keep them
	 */
	List<MinuteFigures> history(long elapsedNanos, Instant now) {
		return (this.minutes != null) ? this.minutes.figures(elapsedNanos, now, this.slices) : List.of();
	}

	private @Nullable Slice current(long epoch) {
		int index = (int) (epoch % this.slices.length());
		Slice slice = this.slices.get(index);
		while (slice == null || slice.epoch() < epoch) {
			if (this.minutes != null && slice != null) {
				this.minutes.keep(slice, this.slices);
			}
			Slice fresh = new Slice(epoch, this.counters.apply(Slice.COUNTERS));
			slice = this.slices.compareAndSet(index, slice, fresh) ? fresh : this.slices.get(index);
		}
		// A thread that slept for a whole window finds its slice gone, as its call would
		// be.
		return (slice.epoch() == epoch) ? slice : null;
	}

	private static long oldest(Window window, long elapsedNanos) {
		return elapsedNanos / window.sliceNanos() - window.slices() + 1;
	}

}
