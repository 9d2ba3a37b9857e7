package io.llmrouter.stats;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Last hour by the minute. A minute is read from the slices of a {@link SlidingWindow} as
 * long as they are there, and kept in short when the first of them gives way to a newer
 * one. That is more than four minutes after its end, when no thread is still writing, so
 * nothing is recorded twice and nothing is lost. Takes about 5 KiB with all minutes
 * present; keeping one takes one pass over its slices, once a minute.
 */
final class Minutes {

	private static final int LENGTH = 60;

	private static final long NANOS = TimeUnit.MINUTES.toNanos(1);

	private final AtomicReferenceArray<@Nullable Minute> kept = new AtomicReferenceArray<>(LENGTH);

	private final long slicesPerMinute;

	/**
	 * Create a history.
	 * @param sliceNanos the length of a slice, a part of a minute
	 */
	Minutes(long sliceNanos) {
		this.slicesPerMinute = NANOS / sliceNanos;
	}

	/**
	 * Keep the minute of a slice that will give way.
	 * @param slice the slice
	 * @param slices all slices of the window, that one included
	 */
	void keep(Slice slice, AtomicReferenceArray<@Nullable Slice> slices) {
		long number = numberOf(slice);
		int index = (int) (number % LENGTH);
		Minute known = this.kept.get(index);
		if (known != null && known.number() >= number) {
			return;
		}
		Minute minute = read(number, slices);
		while ((known == null || known.number() < number) && !this.kept.compareAndSet(index, known, minute)) {
			known = this.kept.get(index);
		}
	}

	/**
	 * Return the minutes of the last hour in which calls ended.
	 * @param elapsedNanos the present time since start or reset
	 * @param now the same on the wall clock
	 * @param slices all slices of the window
	 * @return the minutes, oldest first
	 */
	List<MinuteFigures> figures(long elapsedNanos, Instant now, AtomicReferenceArray<@Nullable Slice> slices) {
		long oldest = elapsedNanos / NANOS - LENGTH + 1;
		SortedMap<Long, Minute> minutes = new TreeMap<>();
		for (int index = 0; index < slices.length(); index++) {
			Slice slice = slices.get(index);
			if (slice != null) {
				minutes.computeIfAbsent(numberOf(slice), (number) -> read(number, slices));
			}
		}
		// Afterwards: a minute that lost a slice meanwhile was kept before.
		for (int index = 0; index < LENGTH; index++) {
			Minute minute = this.kept.get(index);
			if (minute != null) {
				minutes.put(minute.number(), minute);
			}
		}
		List<MinuteFigures> figures = new ArrayList<>();
		for (Minute minute : minutes.tailMap(oldest).values()) {
			figures.add(minute.figures(now.minusNanos(elapsedNanos - minute.number() * NANOS)));
		}
		return figures;
	}

	private Minute read(long number, AtomicReferenceArray<@Nullable Slice> slices) {
		Tally tally = new Tally();
		for (int index = 0; index < slices.length(); index++) {
			Slice slice = slices.get(index);
			if (slice != null && numberOf(slice) == number) {
				tally.add(slice);
			}
		}
		return new Minute(number, tally.comparison("", null));
	}

	private long numberOf(Slice slice) {
		return slice.epoch() / this.slicesPerMinute;
	}

}
