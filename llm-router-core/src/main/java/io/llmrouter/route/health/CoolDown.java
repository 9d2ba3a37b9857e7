package io.llmrouter.route.health;

import java.time.Duration;

import io.llmrouter.call.TimeSource;

/**
 * Time before which something must not be asked, because the provider refused it. Of two
 * ends the later one counts. Thread-safe.
 */
final class CoolDown {

	private static final int MAX_GROWTH = 12;

	private final TimeSource time;

	private volatile boolean used;

	private long untilNanos;

	private int growth = 1;

	CoolDown(TimeSource time) {
		this.time = time;
	}

	/**
	 * Cool down for as long as the provider told.
	 * @param pause how long
	 */
	synchronized void told(Duration pause) {
		extend(pause.toNanos());
	}

	/**
	 * Cool down for a time that doubles with each refusal after the last pause, up to
	 * twelve times the base. Refusals within a pause come from calls that were on their
	 * way already, and do not make it longer.
	 * @param base how long at first
	 */
	synchronized void guessed(Duration base) {
		if (remainingNanos() == 0) {
			extend(base.toNanos() * this.growth);
			this.growth = Math.min(MAX_GROWTH, this.growth * 2);
		}
	}

	private void extend(long nanos) {
		long until = this.time.nanoTime() + nanos;
		if (!this.used || until - this.untilNanos > 0) {
			this.untilNanos = until;
		}
		this.used = true;
	}

	/**
	 * Take note of an answer: the next pause is a short one again.
	 */
	void succeeded() {
		if (this.used) {
			forgetIfOver();
		}
	}

	private synchronized void forgetIfOver() {
		if (remainingNanos() == 0) {
			this.growth = 1;
			this.used = false;
		}
	}

	/**
	 * Return the rest of the pause.
	 * @return nanoseconds, 0 where there is none
	 */
	long remainingNanos() {
		return this.used ? rest() : 0;
	}

	private synchronized long rest() {
		return this.used ? Math.max(0, this.untilNanos - this.time.nanoTime()) : 0;
	}

}
