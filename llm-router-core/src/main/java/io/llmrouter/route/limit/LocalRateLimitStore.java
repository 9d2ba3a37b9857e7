package io.llmrouter.route.limit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.llmrouter.call.TimeSource;

/**
 * Store within the process, over the token buckets of Bucket4j. Thread-safe, without
 * locks.
 *
 * @since 0.1.0
 */
public final class LocalRateLimitStore implements RateLimitStore {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final Map<String, RateBucket> buckets = new ConcurrentHashMap<>();

	private final TimeMeter clock;

	/**
	 * Create a store.
	 * @param time the source of time
	 */
	public LocalRateLimitStore(TimeSource time) {
		this.clock = new MonotonicMeter(time);
	}

	@Override
	public RateBucket bucket(String key, long perMinute) {
		return this.buckets.computeIfAbsent(key, (name) -> new LocalBucket(perMinute, this.clock));
	}

	/**
	 * Bucket in memory.
	 */
	private static final class LocalBucket implements RateBucket {

		private final Bucket bucket;

		LocalBucket(long perMinute, TimeMeter clock) {
			this.bucket = Bucket.builder()
				.addLimit((limit) -> limit.capacity(perMinute).refillGreedy(perMinute, MINUTE))
				.withCustomTimePrecision(clock)
				.build();
		}

		@Override
		public boolean tryTake(long amount) {
			return this.bucket.tryConsume(amount);
		}

		@Override
		public long nanosUntil(long amount) {
			return this.bucket.estimateAbilityToConsume(amount).getNanosToWaitForRefill();
		}

		@Override
		public void settle(long difference) {
			if (difference > 0) {
				this.bucket.consumeIgnoringRateLimits(difference);
			}
			else if (difference < 0) {
				this.bucket.addTokens(-difference);
			}
		}

		@Override
		public void atMost(long remaining) {
			long surplus = this.bucket.getAvailableTokens() - remaining;
			if (surplus > 0) {
				this.bucket.tryConsumeAsMuchAsPossible(surplus);
			}
		}

	}

	/**
	 * Clock of the buckets, which begins at 0: they do not bear one that overflows.
	 */
	private static final class MonotonicMeter implements TimeMeter {

		private final TimeSource time;

		private final long originNanos;

		MonotonicMeter(TimeSource time) {
			this.time = time;
			this.originNanos = time.nanoTime();
		}

		@Override
		public long currentTimeNanos() {
			return this.time.nanoTime() - this.originNanos;
		}

		@Override
		public boolean isWallClockBased() {
			return false;
		}

	}

}
