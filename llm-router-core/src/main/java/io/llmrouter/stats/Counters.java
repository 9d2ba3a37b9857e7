package io.llmrouter.stats;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Fixed array of thread-safe counters.
 */
interface Counters {

	/**
	 * Add one to a counter.
	 * @param index the index of the counter
	 */
	void increment(int index);

	/**
	 * Return a counter.
	 * @param index the index of the counter
	 * @return how often it was incremented
	 */
	long get(int index);

	/**
	 * Counters of four bytes each, for slices that end after minutes.
	 */
	final class Ints implements Counters {

		private final AtomicIntegerArray values;

		Ints(int length) {
			this.values = new AtomicIntegerArray(length);
		}

		@Override
		public void increment(int index) {
			this.values.getAndIncrement(index);
		}

		@Override
		public long get(int index) {
			return this.values.get(index);
		}

	}

	/**
	 * Counters of eight bytes each, for the slice that never ends.
	 */
	final class Longs implements Counters {

		private final AtomicLongArray values;

		Longs(int length) {
			this.values = new AtomicLongArray(length);
		}

		@Override
		public void increment(int index) {
			this.values.getAndIncrement(index);
		}

		@Override
		public long get(int index) {
			return this.values.get(index);
		}

	}

}
