package io.llmrouter.ledger;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counts of ends by call and provider. Thread-safe; its memory is fixed.
 */
final class Ledger {

	private static final int ENDS = End.values().length;

	private final int providers;

	private final AtomicIntegerArray counts;

	Ledger(int calls, int providers) {
		this.providers = providers;
		this.counts = new AtomicIntegerArray(calls * providers * ENDS);
	}

	void add(int call, int provider, End end) {
		this.counts.incrementAndGet(index(call, provider, end));
	}

	int count(int call, int provider, End end) {
		return this.counts.get(index(call, provider, end));
	}

	int count(int call, int provider) {
		int sum = 0;
		for (int end = 0; end < ENDS; end++) {
			sum += this.counts.get((call * this.providers + provider) * ENDS + end);
		}
		return sum;
	}

	/**
	 * Return how many attempts of a provider ended in a way.
	 * @param provider the provider
	 * @param end the way
	 * @return the attempts of all calls
	 */
	long sum(int provider, End end) {
		long sum = 0;
		for (int i = provider * ENDS + end.ordinal(); i < this.counts.length(); i += this.providers * ENDS) {
			sum += this.counts.get(i);
		}
		return sum;
	}

	private int index(int call, int provider, End end) {
		return (call * this.providers + provider) * ENDS + end.ordinal();
	}

}
