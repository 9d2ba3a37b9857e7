package io.llmrouter.stats;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.llmrouter.cost.CallCosts;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.stats.estimate.LatencyBuckets;
import io.llmrouter.stats.estimate.LatencySample;
import io.llmrouter.stats.estimate.WilsonInterval;
import org.jspecify.annotations.Nullable;

/**
 * Sum of slices, and the figures that follow from it. Confined to one thread. Everything
 * is derived from what was read once, so that the figures of one row agree: calls are the
 * sum of the counters, and averages and percentiles lie between the extremes even when a
 * call was recorded while the slices were read. Adding a slice takes one pass over its
 * counters; histograms are added, never averaged.
 */
final class Tally {

	private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);

	private static final int BUCKETS_SHOWN_AS_ONE = 4;

	private final long[] counts = new long[Slice.COUNTERS];

	private final long[] sums = new long[Slice.SUMS];

	private final long[] kinds = new long[Slice.KIND_SUMS];

	private final long[] extremes = new long[Slice.EXTREMES];

	private long active;

	Tally() {
		this.sums[Slice.FIRST_START] = Long.MAX_VALUE;
		this.sums[Slice.LAST_START] = Long.MIN_VALUE;
		this.extremes[Slice.SHORTEST_LATENCY] = Long.MAX_VALUE;
		this.extremes[Slice.SHORTEST_FIRST_TOKEN] = Long.MAX_VALUE;
	}

	/**
	 * Add calls in flight.
	 * @param calls how many
	 */
	void addActive(long calls) {
		this.active += calls;
	}

	/**
	 * Add a slice that may be written at the same time.
	 * @param slice the slice
	 */
	void add(Slice slice) {
		addSum(Slice.CALLS_WITH_USAGE, slice);
		// Downwards: lack of a price, errors, first token, latency, see the order of
		// writing in Slice.
		for (int index = Slice.COUNTERS - 1; index >= 0; index--) {
			this.counts[index] += slice.count(index);
		}
		for (int sum = 0; sum < Slice.SUMS; sum++) {
			if (sum != Slice.CALLS_WITH_USAGE) {
				addSum(sum, slice);
			}
		}
		for (int index = 0; index < Slice.KIND_SUMS; index++) {
			this.kinds[index] += slice.kindSum(index);
		}
		for (int index = 0; index < Slice.EXTREMES; index++) {
			addExtreme(index, slice.extreme(index));
		}
	}

	/**
	 * Add another tally.
	 * @param other the other one
	 */
	void add(Tally other) {
		this.active += other.active;
		for (int index = 0; index < Slice.COUNTERS; index++) {
			this.counts[index] += other.counts[index];
		}
		for (int sum = 0; sum < Slice.SUMS; sum++) {
			addPart(sum, other.sums[sum]);
		}
		for (int index = 0; index < Slice.KIND_SUMS; index++) {
			this.kinds[index] += other.kinds[index];
		}
		for (int index = 0; index < Slice.EXTREMES; index++) {
			addExtreme(index, other.extremes[index]);
		}
	}

	/**
	 * Return whether there is nothing to show.
	 * @return whether no call ended or is in flight
	 */
	boolean isEmpty() {
		return this.active == 0 && calls().total() == 0;
	}

	/**
	 * Return the latencies of successes as they are compared with others.
	 * @return the latencies, valid while nothing is added
	 */
	LatencySample latencies() {
		return new LatencySample(this.counts, Slice.LATENCY, this.kinds);
	}

	/**
	 * Return the distribution of the latencies of successes.
	 * @return the buckets in which some lie, shortest first
	 */
	List<LatencyDistribution.Bucket> distribution() {
		List<LatencyDistribution.Bucket> buckets = new ArrayList<>();
		for (int last = 0; last < LatencyBuckets.COUNT - 1 + BUCKETS_SHOWN_AS_ONE; last += BUCKETS_SHOWN_AS_ONE) {
			int first = Math.max(last - BUCKETS_SHOWN_AS_ONE + 1, 0);
			long succeeded = count(Slice.LATENCY + first, Math.min(last + 1, LatencyBuckets.COUNT) - first);
			if (succeeded > 0) {
				buckets.add(new LatencyDistribution.Bucket(millis(LatencyBuckets.upperBound(last)), succeeded));
			}
		}
		return buckets;
	}

	/**
	 * Return a row to rank.
	 * @param provider the provider
	 * @param model the model label, or {@code null} for all models together
	 * @return the row with its latencies, valid while nothing is added
	 */
	Ranking.Entry entry(String provider, @Nullable String model) {
		return new Ranking.Entry(comparison(provider, model), latencies());
	}

	/**
	 * Return the figures, not yet ranked.
	 * @param provider the provider
	 * @param model the model label, or {@code null} for all models together
	 * @return the row
	 */
	ProviderComparison comparison(String provider, @Nullable String model) {
		ProviderComparison.Calls calls = calls();
		WilsonInterval interval = WilsonInterval.of(calls.succeeded(), calls.failed());
		Double successRate = (interval != null) ? (double) calls.succeeded() / (calls.succeeded() + calls.failed())
				: null;
		return new ProviderComparison(0, provider, model, Verdict.INSUFFICIENT_SAMPLES, "", null, calls, successRate,
				(interval != null) ? List.of(interval.lower(), interval.upper()) : null,
				latency(Slice.LATENCY, Slice.LATENCY_MICROS, Slice.SHORTEST_LATENCY), null, strata(),
				latency(Slice.FIRST_TOKEN, Slice.FIRST_TOKEN_MICROS, Slice.SHORTEST_FIRST_TOKEN),
				outputTokensPerSecond(), tokens(), cost(calls), errors(), start(Slice.FIRST_START, calls),
				start(Slice.LAST_START, calls), null, false);
	}

	private ProviderComparison.Calls calls() {
		long succeeded = count(Slice.LATENCY, LatencyBuckets.COUNT);
		long failed = count(Slice.ERRORS, Slice.ERROR_TYPES);
		long cancelled = this.sums[Slice.CANCELLED];
		return new ProviderComparison.Calls(succeeded + failed + cancelled, succeeded, failed, cancelled, this.active);
	}

	private ProviderComparison.@Nullable Latency latency(int from, int sum, int shortest) {
		long count = count(from, LatencyBuckets.COUNT);
		if (count == 0) {
			return null;
		}
		double min = this.extremes[shortest];
		double max = this.extremes[shortest + 1];
		double average = (double) this.sums[sum] / count;
		double p50 = LatencyBuckets.percentile(this.counts, from, count, 0.5);
		double p95 = LatencyBuckets.percentile(this.counts, from, count, 0.95);
		double p99 = LatencyBuckets.percentile(this.counts, from, count, 0.99);
		return new ProviderComparison.Latency(millis(min), millis(clamp(average, min, max)),
				millis(clamp(p50, min, max)), millis(clamp(p95, min, max)), millis(clamp(p99, min, max)), millis(max));
	}

	private List<ProviderComparison.Stratum> strata() {
		LatencySample latencies = latencies();
		List<ProviderComparison.Stratum> strata = new ArrayList<>();
		for (int kind = 0; kind < LatencySample.KINDS; kind++) {
			long succeeded = latencies.count(kind);
			if (succeeded > 0) {
				double typical = clamp(LatencyBuckets.valueAt(latencies.mean(kind)),
						this.extremes[Slice.SHORTEST_LATENCY], this.extremes[Slice.LONGEST_LATENCY]);
				strata.add(new ProviderComparison.Stratum(kind >= LatencySample.SIZES,
						PromptSize.values()[kind % LatencySample.SIZES], succeeded, millis(typical)));
			}
		}
		return strata;
	}

	private @Nullable Double outputTokensPerSecond() {
		Double streams = perSecond(this.sums[Slice.STREAM_TOKENS], this.sums[Slice.STREAM_MICROS]);
		return (streams != null) ? streams : perSecond(this.sums[Slice.PLAIN_TOKENS], this.sums[Slice.PLAIN_MICROS]);
	}

	private ProviderComparison.Tokens tokens() {
		long callsWithUsage = this.sums[Slice.CALLS_WITH_USAGE];
		long callsWithInput = callsWithUsage - this.sums[Slice.WITHOUT_INPUT];
		long callsWithOutput = callsWithUsage - this.sums[Slice.WITHOUT_OUTPUT];
		Long input = (callsWithInput > 0) ? this.sums[Slice.INPUT_TOKENS] : null;
		Long output = (callsWithOutput > 0) ? this.sums[Slice.OUTPUT_TOKENS] : null;
		return new ProviderComparison.Tokens(input, output, (input != null && output != null) ? input + output : null,
				(input != null) ? (double) input / callsWithInput : null,
				(output != null) ? (double) output / callsWithOutput : null, callsWithUsage);
	}

	// Where nothing but refusals has a known cost, theirs of 0 would look like a price;
	// and
	// a provider that only refuses is not the cheapest.
	private ProviderComparison.Cost cost(ProviderComparison.Calls calls) {
		long unpriced = this.counts[Slice.UNPRICED];
		long picos = this.sums[Slice.USEFUL_COST] + this.sums[Slice.WASTED_COST];
		if (calls.total() <= unpriced || (picos == 0 && unpriced > 0)) {
			return new ProviderComparison.Cost(null, null, null, unpriced);
		}
		BigDecimal usd = CallCosts.usd(picos);
		long priced = calls.succeeded() - this.counts[Slice.UNPRICED_SUCCESSES];
		BigDecimal perThousand = (priced > 0)
				? usd.multiply(THOUSAND).divide(BigDecimal.valueOf(priced), MathContext.DECIMAL64) : null;
		return new ProviderComparison.Cost(usd, CallCosts.usd(this.sums[Slice.WASTED_COST]), perThousand, unpriced);
	}

	private Map<String, Long> errors() {
		Map<String, Long> errors = new LinkedHashMap<>();
		for (ErrorType type : ErrorType.values()) {
			long count = this.counts[Slice.ERRORS + type.ordinal()];
			if (count > 0) {
				errors.put(type.code(), count);
			}
		}
		return errors;
	}

	private @Nullable Instant start(int sum, ProviderComparison.Calls calls) {
		return (calls.total() > 0) ? Instant.EPOCH.plusNanos(this.sums[sum]) : null;
	}

	private long count(int from, int length) {
		long count = 0;
		for (int index = from; index < from + length; index++) {
			count += this.counts[index];
		}
		return count;
	}

	private void addSum(int sum, Slice slice) {
		for (int stripe = 0; stripe < Slice.STRIPES; stripe++) {
			addPart(sum, slice.part(stripe, sum));
		}
	}

	private void addPart(int sum, long part) {
		long before = this.sums[sum];
		this.sums[sum] = switch (sum) {
			case Slice.FIRST_START -> Math.min(before, part);
			case Slice.LAST_START -> Math.max(before, part);
			default -> before + part;
		};
	}

	private void addExtreme(int index, long value) {
		boolean shortest = index == Slice.SHORTEST_LATENCY || index == Slice.SHORTEST_FIRST_TOKEN;
		this.extremes[index] = shortest ? Math.min(this.extremes[index], value) : Math.max(this.extremes[index], value);
	}

	// A reading beside a reset may find the time of a call without its tokens.
	private static @Nullable Double perSecond(long tokens, long micros) {
		return (micros > 0 && tokens > 0) ? tokens * 1_000_000.0 / micros : null;
	}

	private static double clamp(double value, double min, double max) {
		return Math.min(Math.max(value, min), max);
	}

	// Microseconds are all there is to know; further digits would come from arithmetic.
	private static double millis(double micros) {
		return Math.round(micros) / 1_000.0;
	}

}
