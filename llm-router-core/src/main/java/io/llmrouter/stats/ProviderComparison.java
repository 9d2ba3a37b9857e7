package io.llmrouter.stats;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.llmrouter.stats.estimate.LikeForLike;
import org.jspecify.annotations.Nullable;

/**
 * Row of a comparison: the figures of one provider and model, or of one provider with all
 * its models together. A figure that is not known is {@code null}, never 0.
 *
 * @param rank the place among all rows of its kind, from 1, whatever filter or order was
 * asked for
 * @param provider the configured name of the provider
 * @param model the model label, or {@code null} for all models together
 * @param verdict how far the rank can be trusted
 * @param why why the row stands where it stands, in one sentence
 * @param score the weighted score from 0 to 1, or {@code null} where none was asked for
 * @param calls how many calls there were
 * @param successRate succeeded calls over succeeded and failed ones, or {@code null}
 * where there are neither; cancelled calls do not matter
 * @param successRateInterval the lower and the upper bound of the 95 % Wilson interval of
 * the success rate, or {@code null} with it
 * @param latencyMillis the duration of successful calls in milliseconds, or {@code null}
 * where there are none
 * @param adjustedP95Millis the 95th percentile of the latency, corrected for being given
 * harder or easier calls than the other rows, see {@link LikeForLike}; the same as that
 * of the latency where all were given the same mix
 * @param strata the latencies by kind of call, of those kinds that occurred
 * @param timeToFirstTokenMillis the time to first token of successful streams in
 * milliseconds, or {@code null} where there are none
 * @param outputTokensPerSecond for successful streams that reported usage, the sum of the
 * output tokens after the first over the sum of the time from first to last content;
 * without such streams, the output tokens of successful plain calls over their duration;
 * {@code null} without either
 * @param tokens the tokens used
 * @param cost what the calls cost
 * @param errors how many calls failed, by code of the error type; types that did not
 * occur are absent
 * @param firstCallAt when the earliest of the calls started, which may be before the
 * window as a call counts when it ends; {@code null} where there are none
 * @param lastCallAt when the latest of the calls started, or {@code null} where there are
 * none
 * @param circuit the state of the circuit now, {@code closed}, {@code half-open} or
 * {@code open}, or {@code null} where no router asked it, and for all models together
 * @param paretoOptimal whether no other row with enough samples is at least as good in
 * success, latency and cost and better in one of them
 * @since 0.1.0
 */
public record ProviderComparison(int rank, String provider, @Nullable String model, Verdict verdict, String why,
		@Nullable Double score, Calls calls, @Nullable Double successRate, @Nullable List<Double> successRateInterval,
		@Nullable Latency latencyMillis, @Nullable Double adjustedP95Millis, List<Stratum> strata,
		@Nullable Latency timeToFirstTokenMillis, @Nullable Double outputTokensPerSecond, Tokens tokens, Cost cost,
		Map<String, Long> errors, @Nullable Instant firstCallAt, @Nullable Instant lastCallAt, @Nullable String circuit,
		boolean paretoOptimal) {

	/**
	 * Copy the collections.
	 */
	public ProviderComparison {
		successRateInterval = (successRateInterval != null) ? List.copyOf(successRateInterval) : null;
		strata = List.copyOf(strata);
		errors = Collections.unmodifiableMap(new LinkedHashMap<>(errors));
	}

	/**
	 * Return the name of the row.
	 * @return the provider, with the model where there is one
	 */
	String name() {
		return (this.model != null) ? this.provider + "/" + this.model : this.provider;
	}

	/**
	 * Return the success rate that is sure.
	 * @return the lower bound of the interval, or {@code null} where it is not known
	 */
	@Nullable Double lowerBound() {
		return (this.successRateInterval != null) ? this.successRateInterval.get(0) : null;
	}

	/**
	 * Return how many calls the success rate rests on.
	 * @return the calls that succeeded or failed
	 */
	long samples() {
		return this.calls.succeeded() + this.calls.failed();
	}

	ProviderComparison withAdjustedP95(@Nullable Double millis) {
		return with(this.rank, this.verdict, this.why, this.score, millis, this.paretoOptimal);
	}

	ProviderComparison withPlace(int place, Verdict trust, String reason, boolean optimal) {
		return with(place, trust, reason, this.score, this.adjustedP95Millis, optimal);
	}

	ProviderComparison withScore(@Nullable Double weighted) {
		return with(this.rank, this.verdict, this.why, weighted, this.adjustedP95Millis, this.paretoOptimal);
	}

	private ProviderComparison with(int place, Verdict trust, String reason, @Nullable Double weighted,
			@Nullable Double adjusted, boolean optimal) {
		return new ProviderComparison(place, this.provider, this.model, trust, reason, weighted, this.calls,
				this.successRate, this.successRateInterval, this.latencyMillis, adjusted, this.strata,
				this.timeToFirstTokenMillis, this.outputTokensPerSecond, this.tokens, this.cost, this.errors,
				this.firstCallAt, this.lastCallAt, this.circuit, optimal);
	}

	ProviderComparison withCircuit(@Nullable String state) {
		return new ProviderComparison(this.rank, this.provider, this.model, this.verdict, this.why, this.score,
				this.calls, this.successRate, this.successRateInterval, this.latencyMillis, this.adjustedP95Millis,
				this.strata, this.timeToFirstTokenMillis, this.outputTokensPerSecond, this.tokens, this.cost,
				this.errors, this.firstCallAt, this.lastCallAt, state, this.paretoOptimal);
	}

	/**
	 * Numbers of calls.
	 *
	 * @param total the finished calls: succeeded, failed and cancelled
	 * @param succeeded the calls that brought a complete answer
	 * @param failed the calls that failed
	 * @param cancelled the calls that the caller gave up
	 * @param active the calls in flight at this moment, whatever the window
	 * @since 0.1.0
	 */
	public record Calls(long total, long succeeded, long failed, long cancelled, long active) {
	}

	/**
	 * Distribution of durations in milliseconds. Minimum, average and maximum are exact
	 * to the microsecond; percentiles are off by at most 2 % between 1 ms and 10 min, by
	 * at most 1 ms below.
	 *
	 * @param min the shortest
	 * @param average the arithmetic mean
	 * @param p50 the median
	 * @param p95 the 95th percentile
	 * @param p99 the 99th percentile
	 * @param max the longest
	 * @since 0.1.0
	 */
	public record Latency(double min, double average, double p50, double p95, double p99, double max) {
	}

	/**
	 * What the calls cost, an estimate of the provider's bill.
	 *
	 * @param usd the cost in US dollars of all calls of which it is known, failed and
	 * cancelled ones included; {@code null} where it is known of none
	 * @param wastedUsd the part of it that failed and cancelled calls cost, or
	 * {@code null} with it
	 * @param usdPerThousandCalls what a thousand successful calls cost, with what was
	 * wasted on others; {@code null} where no success has a known cost
	 * @param unpricedCalls how many calls have an unknown cost
	 * @since 0.1.0
	 */
	public record Cost(@Nullable BigDecimal usd, @Nullable BigDecimal wastedUsd,
			@Nullable BigDecimal usdPerThousandCalls, long unpricedCalls) {
	}

	/**
	 * Successful calls of one kind.
	 *
	 * @param stream whether the answers were streamed
	 * @param promptSize the size of the prompts
	 * @param succeeded how many calls there were
	 * @param typicalLatencyMillis the geometric mean of their durations, off by at most 2
	 * %
	 * @since 0.1.0
	 */
	public record Stratum(boolean stream, PromptSize promptSize, long succeeded, double typicalLatencyMillis) {
	}

	/**
	 * Tokens used, by the calls that reported usage, failed and cancelled ones included.
	 * Estimates do not count as reports.
	 *
	 * @param input the input tokens, or {@code null} where no call reported them
	 * @param output the output tokens, or {@code null} where no call reported them
	 * @param total input and output together, or {@code null} where either is unknown
	 * @param averageInput the mean over the calls that reported input tokens, or
	 * {@code null}
	 * @param averageOutput the mean over the calls that reported output tokens, or
	 * {@code null}
	 * @param callsWithUsage how many calls reported input or output tokens
	 * @since 0.1.0
	 */
	public record Tokens(@Nullable Long input, @Nullable Long output, @Nullable Long total,
			@Nullable Double averageInput, @Nullable Double averageOutput, long callsWithUsage) {
	}

}
