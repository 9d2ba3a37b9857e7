package io.llmrouter.stats;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLongArray;

import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.cost.CallCosts;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.stats.estimate.LatencyBuckets;
import io.llmrouter.stats.estimate.LatencySample;
import org.jspecify.annotations.Nullable;

/**
 * Calls that ended within one slice of a window. Recording is lock-free and leaves no
 * garbage. Counters of calls are single cells, of which different latencies touch
 * different ones; sums are striped by thread, so that threads rarely write to one cache
 * line. A slice takes about 4 KiB whatever it counts. Costs are picodollars, of which a
 * stripe holds nine million US dollars.
 * <p>
 * What is read together fits together without a lock, by order: a call is written as
 * extremes and sums, then latency, then first token, then the lack of a price, then
 * usage, and is read in an order that begins with usage and ends with sums and extremes,
 * see {@link Tally}. So each call that is counted lies within the extremes, and no more
 * calls report a first token or usage or lack a price than there are.
 */
final class Slice {

	/** The index of the first latency bucket among the counters. */
	static final int LATENCY = 0;

	/** The index of the first bucket of the time to first token. */
	static final int FIRST_TOKEN = LatencyBuckets.COUNT;

	/** The index of the first error type. */
	static final int ERRORS = 2 * LatencyBuckets.COUNT;

	/** The number of error types. */
	static final int ERROR_TYPES = ErrorType.values().length;

	/** The index of the calls whose cost is not known. */
	static final int UNPRICED = ERRORS + ERROR_TYPES;

	/** The index of the successes whose cost is not known. */
	static final int UNPRICED_SUCCESSES = UNPRICED + 1;

	/** The number of counters. */
	static final int COUNTERS = UNPRICED_SUCCESSES + 1;

	static final int LATENCY_MICROS = 0;

	static final int FIRST_TOKEN_MICROS = 1;

	static final int INPUT_TOKENS = 2;

	static final int OUTPUT_TOKENS = 3;

	static final int CALLS_WITH_USAGE = 4;

	static final int STREAM_TOKENS = 5;

	static final int STREAM_MICROS = 6;

	static final int LAST_START = 7;

	static final int FIRST_START = 8;

	static final int PLAIN_TOKENS = 9;

	static final int PLAIN_MICROS = 10;

	static final int USEFUL_COST = 11;

	static final int CANCELLED = 12;

	static final int WITHOUT_INPUT = 13;

	static final int WITHOUT_OUTPUT = 14;

	static final int WASTED_COST = 15;

	/** The number of sums. */
	static final int SUMS = 16;

	static final int SHORTEST_LATENCY = 0;

	static final int LONGEST_LATENCY = 1;

	static final int SHORTEST_FIRST_TOKEN = 2;

	static final int LONGEST_FIRST_TOKEN = 3;

	/** The number of extremes. */
	static final int EXTREMES = 4;

	/** The number of stripes. */
	static final int STRIPES = 4;

	// Eight longs are a cache line. The sums that are seldom written stand at the end of
	// a stripe and part it from the next.
	private static final int FIRST_STRIPE = 8;

	private static final int STRIPE_LENGTH = 16;

	private static final int FIRST_KIND = FIRST_STRIPE + STRIPES * STRIPE_LENGTH;

	/** The number of sums that tell latencies apart by kind of call. */
	static final int KIND_SUMS = LatencySample.KINDS * LatencySample.SUMS;

	private final long epoch;

	private final Counters counters;

	private final AtomicLongArray longs = new AtomicLongArray(FIRST_KIND + KIND_SUMS);

	Slice(long epoch, Counters counters) {
		this.epoch = epoch;
		this.counters = counters;
		this.longs.setPlain(SHORTEST_LATENCY, Long.MAX_VALUE);
		this.longs.setPlain(SHORTEST_FIRST_TOKEN, Long.MAX_VALUE);
		for (int stripe = 0; stripe < STRIPES; stripe++) {
			this.longs.setPlain(index(stripe, FIRST_START), Long.MAX_VALUE);
			this.longs.setPlain(index(stripe, LAST_START), Long.MIN_VALUE);
		}
	}

	/**
	 * Return the stripe of the current thread.
	 * @return a number from 0 to {@link #STRIPES}, exclusive
	 */
	static int stripe() {
		// Fibonacci hashing: threads of neighbouring ids get different stripes.
		return (int) ((Thread.currentThread().getId() * 0x9E3779B97F4A7C15L) >>> 62);
	}

	/**
	 * Return which slice of the window this is.
	 * @return the number of slices that went before
	 */
	long epoch() {
		return this.epoch;
	}

	/**
	 * Return a counter.
	 * @param index the index of the counter
	 * @return how many calls it counted
	 */
	long count(int index) {
		return this.counters.get(index);
	}

	/**
	 * Return a value of one stripe.
	 * @param stripe the stripe
	 * @param sum the index of the sum
	 * @return the part of the sum that this stripe holds
	 */
	long part(int stripe, int sum) {
		return this.longs.get(index(stripe, sum));
	}

	/**
	 * Return an extreme.
	 * @param index the index of the extreme
	 * @return the microseconds
	 */
	long extreme(int index) {
		return this.longs.get(index);
	}

	/**
	 * Return a sum of latencies by kind of call.
	 * @param index the index of the sum
	 * @return the number of calls of a kind, the sum of their buckets, or that of the
	 * squares of these, in turns
	 */
	long kindSum(int index) {
		return this.longs.get(FIRST_KIND + index);
	}

	/**
	 * Return the kind of a call.
	 * @param call the call
	 * @return the index of the kind
	 */
	static int kind(ChatCall call) {
		TokenUsage usage = call.usage();
		PromptSize size = PromptSize.of((usage != null) ? usage.inputTokens() : null);
		return (call.stream() ? LatencySample.SIZES : 0) + size.ordinal();
	}

	/**
	 * Record a call.
	 * @param call the call
	 * @param latencyBucket the bucket of its duration
	 * @param firstTokenBucket the bucket of its time to first token, -1 without one
	 * @param cost its cost in picodollars, or {@link CallCosts#UNKNOWN}
	 */
	void record(ChatCall call, int latencyBucket, int firstTokenBucket, long cost) {
		int stripe = stripe();
		recordStart(stripe, call.start().startedAt());
		TokenUsage usage = call.usage();
		Long input = (usage != null && !usage.estimated()) ? usage.inputTokens() : null;
		Long output = (usage != null && !usage.estimated()) ? usage.outputTokens() : null;
		boolean reported = input != null || output != null;
		if (reported) {
			recordTokens(stripe, input, output);
		}
		if (cost > 0) {
			add(stripe, CallCosts.isWasted(call) ? WASTED_COST : USEFUL_COST, cost);
		}
		if (call.outcome() == Outcome.SUCCESS) {
			recordThroughput(stripe, call, output);
			recordSuccess(stripe, call, latencyBucket, firstTokenBucket);
		}
		else if (call.outcome() == Outcome.ERROR) {
			ErrorType type = (call.errorType() != null) ? call.errorType() : ErrorType.OTHER;
			this.counters.increment(ERRORS + type.ordinal());
		}
		else {
			add(stripe, CANCELLED, 1);
		}
		if (cost == CallCosts.UNKNOWN) {
			this.counters.increment(UNPRICED);
			if (call.outcome() == Outcome.SUCCESS) {
				this.counters.increment(UNPRICED_SUCCESSES);
			}
		}
		if (reported) {
			add(stripe, CALLS_WITH_USAGE, 1);
		}
	}

	private void recordStart(int stripe, Instant start) {
		long nanos = start.getEpochSecond() * 1_000_000_000L + start.getNano();
		lower(index(stripe, FIRST_START), nanos);
		raise(index(stripe, LAST_START), nanos);
	}

	private void recordTokens(int stripe, @Nullable Long input, @Nullable Long output) {
		add(stripe, (input != null) ? INPUT_TOKENS : WITHOUT_INPUT, (input != null) ? input : 1);
		add(stripe, (output != null) ? OUTPUT_TOKENS : WITHOUT_OUTPUT, (output != null) ? output : 1);
	}

	private void recordThroughput(int stripe, ChatCall call, @Nullable Long outputTokens) {
		if (outputTokens == null) {
			return;
		}
		if (!call.stream()) {
			add(stripe, PLAIN_TOKENS, outputTokens);
			add(stripe, PLAIN_MICROS, LatencyBuckets.micros(call.duration()));
		}
		else if (call.contentDuration() != null && outputTokens > 1) {
			add(stripe, STREAM_TOKENS, outputTokens - 1);
			add(stripe, STREAM_MICROS, LatencyBuckets.micros(call.contentDuration()));
		}
	}

	private void recordSuccess(int stripe, ChatCall call, int latencyBucket, int firstTokenBucket) {
		long latency = LatencyBuckets.micros(call.duration());
		lower(SHORTEST_LATENCY, latency);
		raise(LONGEST_LATENCY, latency);
		add(stripe, LATENCY_MICROS, latency);
		recordKind(FIRST_KIND + kind(call) * LatencySample.SUMS, latencyBucket);
		if (call.timeToFirstToken() != null) {
			long firstToken = LatencyBuckets.micros(call.timeToFirstToken());
			lower(SHORTEST_FIRST_TOKEN, firstToken);
			raise(LONGEST_FIRST_TOKEN, firstToken);
			add(stripe, FIRST_TOKEN_MICROS, firstToken);
		}
		this.counters.increment(LATENCY + latencyBucket);
		if (firstTokenBucket >= 0) {
			this.counters.increment(FIRST_TOKEN + firstTokenBucket);
		}
	}

	private void recordKind(int index, long bucket) {
		// The number last, and read first: a mean lacks no call that is counted.
		this.longs.getAndAdd(index + 2, bucket * bucket);
		this.longs.getAndAdd(index + 1, bucket);
		this.longs.getAndIncrement(index);
	}

	private void add(int stripe, int sum, long value) {
		this.longs.getAndAdd(index(stripe, sum), value);
	}

	private void lower(int index, long value) {
		long current = this.longs.get(index);
		while (value < current && !this.longs.compareAndSet(index, current, value)) {
			current = this.longs.get(index);
		}
	}

	private void raise(int index, long value) {
		long current = this.longs.get(index);
		while (value > current && !this.longs.compareAndSet(index, current, value)) {
			current = this.longs.get(index);
		}
	}

	private static int index(int stripe, int sum) {
		return FIRST_STRIPE + stripe * STRIPE_LENGTH + sum;
	}

}
