package io.llmrouter.benchmarks.gateway;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Measured values of one target, round by round. Thread-safe.
 */
final class Samples implements LongConsumer {

	private long[] values = new long[1024];

	private int count;

	@Override
	public synchronized void accept(long value) {
		if (this.count == this.values.length) {
			this.values = Arrays.copyOf(this.values, this.count * 2);
		}
		this.values[this.count++] = value;
	}

	synchronized int count() {
		return this.count;
	}

	/**
	 * Return a quantile.
	 * @param quantile which, from 0 to 1
	 * @return the nearest value, in the unit of the values
	 */
	synchronized double quantile(double quantile) {
		long[] sorted = Arrays.copyOf(this.values, this.count);
		Arrays.sort(sorted);
		return sorted[(int) Math.round(quantile * (this.count - 1))];
	}

	double millis(double quantile) {
		return quantile(quantile) / 1e6;
	}

	/**
	 * Create samples for each of some names.
	 * @param names the names
	 * @return the samples by name, in the order of the names
	 */
	static Map<String, Samples> of(Iterable<String> names) {
		Map<String, Samples> samples = new LinkedHashMap<>();
		names.forEach((name) -> samples.put(name, new Samples()));
		return samples;
	}

}
