package io.llmrouter.route.health;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pause that doubles each time: {@code min(max, first × 2ⁿ × (1 ± 0.2))}. The jitter
 * keeps many application instances from probing a provider at the same moment. Not
 * thread-safe.
 */
final class GrowingPause {

	private static final double JITTER = 0.2;

	private final double firstNanos;

	private final double maxNanos;

	private final RandomGenerator random;

	private int level;

	GrowingPause(Duration first, Duration max, RandomGenerator random) {
		this.firstNanos = first.toNanos();
		this.maxNanos = max.toNanos();
		this.random = random;
	}

	long nextNanos() {
		double grown = Math.min(this.maxNanos, Math.scalb(this.firstNanos, this.level));
		this.level++;
		return (long) Math.min(this.maxNanos, grown * (1 + this.random.nextDouble(-JITTER, JITTER)));
	}

	void reset() {
		this.level = 0;
	}

}
