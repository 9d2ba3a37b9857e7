package io.llmrouter.stats.estimate;

/**
 * Latencies for the tests of this package.
 */
final class Samples {

	static final int PLAIN_UNKNOWN = 0;

	static final int PLAIN_SMALL = 1;

	static final int PLAIN_LARGE = 3;

	static final int STREAM_UNKNOWN = 4;

	static final int STREAM_SMALL = 5;

	static final int STREAM_LARGE = 7;

	private final long[] buckets = new long[LatencyBuckets.COUNT + 3];

	private final long[] kinds = new long[LatencySample.KINDS * LatencySample.SUMS];

	Samples add(int kind, double millis) {
		int bucket = LatencyBuckets.indexOf((long) (1_000 * millis));
		this.buckets[3 + bucket]++;
		this.kinds[kind * LatencySample.SUMS]++;
		this.kinds[kind * LatencySample.SUMS + 1] += bucket;
		this.kinds[kind * LatencySample.SUMS + 2] += (long) bucket * bucket;
		return this;
	}

	Samples add(int kind, double millis, int times) {
		for (int time = 0; time < times; time++) {
			add(kind, millis);
		}
		return this;
	}

	LatencySample sample() {
		return new LatencySample(this.buckets, 3, this.kinds);
	}

}
