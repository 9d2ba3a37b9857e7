package io.llmrouter.benchmarks;

import java.time.Duration;
import java.time.Instant;

import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.stats.ComparisonStatistics;
import org.openjdk.jol.info.GraphLayout;

/**
 * Heap that the statistics of one provider and model take after ten thousand and after
 * ten million calls, spread over the same two hours so that every slice of every window
 * is in use.
 */
public final class StatisticsHeap {

	private static final long SPAN_NANOS = Duration.ofHours(2).toNanos();

	private StatisticsHeap() {
	}

	/**
	 * Print the bytes.
	 * @param arguments none
	 */
	public static void main(String[] arguments) {
		for (int calls : new int[] { 10_000, 10_000_000 }) {
			System.out.printf("%,12d calls: %,d bytes%n", calls, bytesAfter(calls));
		}
	}

	private static long bytesAfter(int calls) {
		SteppingTime time = new SteppingTime();
		ComparisonStatistics statistics = new ComparisonStatistics(time);
		long empty = GraphLayout.parseInstance(statistics).totalSize();
		for (int call = 0; call < calls; call++) {
			time.nanos = SPAN_NANOS / calls * call;
			record(statistics, call);
		}
		return GraphLayout.parseInstance(statistics).totalSize() - empty;
	}

	private static void record(ComparisonStatistics statistics, int call) {
		StartedCall start = new StartedCall("openai", "gpt-5-mini", "gpt-5-mini", true, "default", 1, Instant.EPOCH);
		Duration duration = Duration.ofMillis(200 + call % 5_000);
		statistics.callStarted(start);
		statistics
			.callEnded(new ChatCall(start, duration, duration.dividedBy(4), duration.dividedBy(2), 60, Outcome.SUCCESS,
					null, null, "id-" + call, "gpt-5-mini-2026", FinishReason.STOP, TokenUsage.of(300, 120)));
	}

	/**
	 * Time that stands until it is moved.
	 */
	private static final class SteppingTime implements TimeSource {

		private long nanos;

		@Override
		public long nanoTime() {
			return this.nanos;
		}

		@Override
		public Instant now() {
			return Instant.EPOCH.plusNanos(this.nanos);
		}

	}

}
