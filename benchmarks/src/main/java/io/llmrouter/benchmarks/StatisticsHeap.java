package io.llmrouter.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Duration;
import java.time.Instant;

import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.stats.ComparisonStatistics;

/**
 * Heap in use after ten thousand and after ten million calls of one provider and model,
 * spread over the same two hours so that every slice of every window is in use. The
 * statistics of all passes stay reachable, so the heap grows by those of one pass at a
 * time. The first two passes load and compile classes and are not printed.
 */
public final class StatisticsHeap {

	private static final long SPAN_NANOS = Duration.ofHours(2).toNanos();

	private static final int WARM_UP_PASSES = 2;

	private StatisticsHeap() {
	}

	/**
	 * Print the bytes.
	 * @param arguments none
	 * @throws InterruptedException if the wait for the collector is interrupted
	 */
	public static void main(String[] arguments) throws InterruptedException {
		int[] passes = { 10_000_000, 10_000, 10_000, 10_000_000 };
		ComparisonStatistics[] kept = new ComparisonStatistics[passes.length];
		long[] used = new long[passes.length + 1];
		used[0] = usedBytes();
		for (int pass = 0; pass < passes.length; pass++) {
			kept[pass] = recorded(passes[pass]);
			used[pass + 1] = usedBytes();
		}
		// Not before: printing takes heap too.
		for (int pass = WARM_UP_PASSES; pass < passes.length; pass++) {
			System.out.printf("%,12d calls: %,d bytes%n", passes[pass], used[pass + 1] - used[pass]);
		}
		Reference.reachabilityFence(kept);
	}

	private static long usedBytes() throws InterruptedException {
		for (int collection = 0; collection < 5; collection++) {
			System.gc();
			Thread.sleep(100);
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static ComparisonStatistics recorded(int calls) {
		SteppingTime time = new SteppingTime();
		ComparisonStatistics statistics = new ComparisonStatistics(time);
		for (int call = 0; call < calls; call++) {
			time.moveTo(SPAN_NANOS / calls * call);
			record(statistics, call);
		}
		return statistics;
	}

	private static void record(ComparisonStatistics statistics, int call) {
		StartedCall start = new StartedCall("openai", "gpt-5-mini", "gpt-5-mini", true, "default", 1, Instant.EPOCH);
		Duration duration = Duration.ofMillis(200 + call % 5_000);
		statistics.callStarted(start);
		statistics
			.callEnded(new ChatCall(start, duration, duration.dividedBy(4), duration.dividedBy(2), 60, Outcome.SUCCESS,
					null, null, "id-" + call, "gpt-5-mini-2026", FinishReason.STOP, TokenUsage.of(300, 120)));
	}

}
