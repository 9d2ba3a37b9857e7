package io.llmrouter.call;

import java.time.Instant;

/**
 * Source of time. Durations come from the monotonic reading, timestamps from the wall
 * clock. Thread-safe.
 *
 * @since 0.1.0
 */
public interface TimeSource {

	/** The time of this machine. */
	TimeSource SYSTEM = new TimeSource() {

		@Override
		public long nanoTime() {
			return System.nanoTime();
		}

		@Override
		public Instant now() {
			return Instant.now();
		}

	};

	/**
	 * Return the monotonic time.
	 * @return nanoseconds since an arbitrary origin
	 */
	long nanoTime();

	/**
	 * Return the wall-clock time.
	 * @return the instant
	 */
	Instant now();

}
