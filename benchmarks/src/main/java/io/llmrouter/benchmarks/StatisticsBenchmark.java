package io.llmrouter.benchmarks;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.cost.CallCosts;
import io.llmrouter.cost.Price;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.stats.ComparisonSnapshot;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.Window;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of recording a call, start and end, and of reading a comparison. All calls go to
 * one provider and model, which is the hardest case for threads.
 */
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StatisticsBenchmark {

	/**
	 * Record with one thread.
	 */
	@Benchmark
	@BenchmarkMode(Mode.AverageTime)
	public void recordWithOneThread(Recording recording, Calls calls) {
		calls.recordNext(recording.statistics);
	}

	/**
	 * Record with two threads.
	 */
	@Benchmark
	@BenchmarkMode(Mode.AverageTime)
	@Threads(2)
	public void recordWithTwoThreads(Recording recording, Calls calls) {
		calls.recordNext(recording.statistics);
	}

	/**
	 * Record with eight threads.
	 */
	@Benchmark
	@BenchmarkMode(Mode.AverageTime)
	@Threads(8)
	public void recordWithEightThreads(Recording recording, Calls calls) {
		calls.recordNext(recording.statistics);
	}

	/**
	 * Compare after many calls.
	 */
	@Benchmark
	@BenchmarkMode(Mode.AverageTime)
	public ComparisonSnapshot compare(Recorded recorded) {
		return recorded.statistics.compare(Window.FIVE_MINUTES);
	}

	/**
	 * Compare as many pairs as are told apart.
	 */
	@Benchmark
	@BenchmarkMode(Mode.AverageTime)
	@OutputTimeUnit(TimeUnit.MICROSECONDS)
	public ComparisonSnapshot compareAllPairs(Crowded crowded) {
		return crowded.statistics.compare(Window.FIVE_MINUTES);
	}

	/**
	 * Statistics that all threads record into.
	 */
	@State(Scope.Benchmark)
	public static class Recording {

		final ComparisonStatistics statistics = new ComparisonStatistics(TimeSource.SYSTEM, 200, 20, Calls.COSTS);

	}

	/**
	 * Statistics of 200 pairs of ten providers, with calls in every slice of the window.
	 */
	@State(Scope.Benchmark)
	public static class Crowded {

		private static final int PAIRS = 200;

		private static final int CALLS = 1_000_000;

		private static final long SPAN_NANOS = Duration.ofMinutes(5).toNanos();

		private final SteppingTime time = new SteppingTime();

		final ComparisonStatistics statistics = new ComparisonStatistics(this.time, PAIRS, 20, Calls.COSTS);

		@Setup
		public void record() {
			Calls prepared = new Calls();
			for (int call = 0; call < CALLS; call++) {
				this.time.moveTo(SPAN_NANOS / CALLS * call);
				prepared.recordNext(this.statistics, "provider-" + call % 10, "model-" + call % PAIRS);
			}
		}

	}

	/**
	 * Statistics that are read.
	 */
	@State(Scope.Benchmark)
	public static class Recorded {

		@Param({ "1000", "1000000" })
		int calls;

		final ComparisonStatistics statistics = new ComparisonStatistics(TimeSource.SYSTEM, 200, 20, Calls.COSTS);

		@Setup
		public void record() {
			Calls prepared = new Calls();
			for (int call = 0; call < this.calls; call++) {
				prepared.recordNext(this.statistics);
			}
		}

	}

	/**
	 * Calls of one thread, prepared so that only recording is measured: 97 % succeed,
	 * with lognormal latencies around 700 ms.
	 */
	@State(Scope.Thread)
	public static class Calls {

		static final CallCosts COSTS = new CallCosts(
				(provider, model) -> Price.of(new BigDecimal("0.25"), new BigDecimal("2")));

		private static final int SIZE = 4_096;

		private final ChatCall[] calls = new ChatCall[SIZE];

		private int next;

		/**
		 * Prepare the calls.
		 */
		public Calls() {
			SplittableRandom random = new SplittableRandom(Thread.currentThread().getId());
			for (int index = 0; index < SIZE; index++) {
				this.calls[index] = call(random.nextDouble(), random.nextDouble() < 0.97);
			}
		}

		void recordNext(ComparisonStatistics statistics) {
			ChatCall call = this.calls[this.next++ & (SIZE - 1)];
			statistics.callStarted(call.start());
			statistics.callEnded(call);
		}

		void recordNext(ComparisonStatistics statistics, String provider, String model) {
			ChatCall call = this.calls[this.next++ & (SIZE - 1)];
			StartedCall start = new StartedCall(provider, model, model, true, "default", 1, call.start().startedAt());
			statistics.callStarted(start);
			statistics.callEnded(new ChatCall(start, call.duration(), call.timeToFirstToken(), call.contentDuration(),
					60, call.outcome(), call.errorType(), null, "id", "gpt-5-mini-2026", FinishReason.STOP,
					call.usage()));
		}

		private static ChatCall call(double uniform, boolean success) {
			double logistic = Math.log(uniform / (1 - uniform));
			long nanos = (long) (700_000_000 * Math.exp(0.3 * Math.max(-20, Math.min(20, logistic))));
			StartedCall start = new StartedCall("openai", "gpt-5-mini", "gpt-5-mini", true, "default", 1,
					Instant.now());
			return new ChatCall(start, Duration.ofNanos(nanos), Duration.ofNanos(nanos / 4),
					Duration.ofNanos(nanos / 2), 60, success ? Outcome.SUCCESS : Outcome.ERROR, error(success), null,
					"id", "gpt-5-mini-2026", FinishReason.STOP, TokenUsage.of(300, 120));
		}

		private static @Nullable ErrorType error(boolean success) {
			return success ? null : ErrorType.RATE_LIMITED;
		}

	}

}
