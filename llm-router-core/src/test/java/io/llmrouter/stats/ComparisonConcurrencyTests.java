package io.llmrouter.stats;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.llmrouter.call.ChatCall;
import io.llmrouter.cost.CallCosts;
import io.llmrouter.cost.Price;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.TestTimeSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
class ComparisonConcurrencyTests {

	private static final int THREADS = 8;

	private static final int CALLS = 250_000;

	private static final ErrorType[] TYPES = { ErrorType.RATE_LIMITED, ErrorType.SERVER_ERROR, ErrorType.OTHER };

	private final TestTimeSource time = new TestTimeSource();

	private final ComparisonStatistics statistics = new ComparisonStatistics(this.time, 200, 20,
			new CallCosts((provider, model) -> Price.of(BigDecimal.ONE, BigDecimal.TEN)));

	private final ExecutorService executor = Executors.newFixedThreadPool(THREADS + 2);

	private final AtomicBoolean writing = new AtomicBoolean(true);

	private final AtomicLong checked = new AtomicLong();

	@AfterEach
	void stop() {
		this.executor.shutdownNow();
	}

	@Test
	void totalsOfManyThreadsAreExactAndEverySnapshotAddsUp() throws Exception {
		Future<?> reader = this.executor.submit(this::readUntilWritten);
		write(CALLS);
		reader.get();
		ProviderComparison row = this.statistics.compare(Window.ALL).ranking().get(0);
		long total = (long) THREADS * CALLS;
		assertThat(row.calls()).isEqualTo(new ProviderComparison.Calls(total, total / 2, total * 3 / 10, total / 5, 0));
		assertThat(row.errors()).isEqualTo(errorsOf(total / 10));
		assertThat(row.tokens().input()).isEqualTo(total / 2 * 7);
		assertThat(row.tokens().output()).isEqualTo(total / 2 * 3);
		assertThat(row.tokens().callsWithUsage()).isEqualTo(total / 2);
		assertThat(row.cost().usd()).isEqualByComparingTo(BigDecimal.valueOf(total / 2 * 37, 6));
		assertThat(row.cost().wastedUsd()).isEqualByComparingTo(BigDecimal.valueOf(total / 5 * 37, 6));
		assertThat(row.cost().unpricedCalls()).isEqualTo(total * 4 / 10);
		assertThat(row.latencyMillis().min()).isEqualTo(10);
		assertThat(row.latencyMillis().max()).isEqualTo(990);
		assertThat(row.latencyMillis().average()).isEqualTo(500);
		assertThat(row.timeToFirstTokenMillis().average()).isEqualTo(50);
		assertThat(row.outputTokensPerSecond()).isEqualTo(20);
		assertThat(this.statistics.compare(Window.FIVE_MINUTES).ranking()).containsExactly(row);
		assertThat(this.checked).hasPositiveValue();
	}

	@Test
	void snapshotsAddUpWhileTheClockMovesOn() throws Exception {
		Future<?> reader = this.executor.submit(this::readUntilWritten);
		Future<?> clock = this.executor.submit(() -> {
			while (this.writing.get()) {
				this.time.advance(Duration.ofMillis(1));
			}
		});
		write(CALLS / 5);
		clock.get();
		reader.get();
		ProviderComparison row = this.statistics.compare(Window.ALL).ranking().get(0);
		assertThat(row.calls().total()).isEqualTo((long) THREADS * CALLS / 5);
	}

	@Test
	void snapshotsAddUpWhileStatisticsAreReset() throws Exception {
		Future<?> reader = this.executor.submit(this::readUntilWritten);
		Future<?> resetter = this.executor.submit(() -> {
			while (this.writing.get()) {
				this.statistics.reset();
			}
		});
		write(CALLS / 5);
		resetter.get();
		reader.get();
		this.statistics.reset();
		assertThat(this.statistics.compare(Window.ALL).ranking()).isEmpty();
		this.statistics.callEnded(TestCall.of("a", "m").succeeded());
		assertThat(this.statistics.compare(Window.ALL).ranking().get(0).calls().total()).isEqualTo(1);
	}

	@Test
	void pairsListedAtTheSameTimeAreListedOnce() throws Exception {
		for (int round = 0; round < 200; round++) {
			ComparisonStatistics fresh = new ComparisonStatistics(this.time, 10);
			CountDownLatch start = new CountDownLatch(1);
			List<Future<?>> writers = new ArrayList<>();
			for (int thread = 0; thread < THREADS; thread++) {
				writers.add(this.executor.submit(() -> {
					start.await();
					fresh.callStarted(TestCall.of("a", "m").start());
					fresh.callEnded(TestCall.of("a", "m").succeeded());
					return null;
				}));
			}
			start.countDown();
			for (Future<?> writer : writers) {
				writer.get();
			}
			assertThat(fresh.compare(Window.ONE_HOUR).ranking().get(0).calls().total()).isEqualTo(THREADS);
		}
	}

	private void write(int calls) throws Exception {
		List<Future<?>> writers = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			writers.add(this.executor.submit(() -> record(calls)));
		}
		try {
			for (Future<?> writer : writers) {
				writer.get(100, TimeUnit.SECONDS);
			}
		}
		finally {
			this.writing.set(false);
		}
	}

	private void record(int calls) {
		TestCall call = TestCall.of("a", "m");
		ChatCall[] ended = new ChatCall[10];
		ended[0] = call.lasting(10).streaming(10, 100).using(7, 3).succeeded();
		ended[1] = call.lasting(990).streaming(90, 100).using(7, 3).succeeded();
		ended[2] = call.lasting(500).streaming(50, 100).using(7, 3).succeeded();
		ended[3] = call.lasting(500).succeeded();
		ended[4] = call.lasting(500).succeeded();
		ended[5] = call.lasting(5_000).using(7, 3).failed(TYPES[0]);
		ended[6] = call.lasting(1).failed(TYPES[1]);
		ended[7] = call.failed(TYPES[2]);
		ended[8] = call.cancelled();
		ended[9] = call.using(7, 3).cancelled();
		for (int index = 0; index < calls; index++) {
			this.statistics.callStarted(call.start());
			this.statistics.callEnded(ended[index % ended.length]);
		}
	}

	private void readUntilWritten() {
		while (this.writing.get()) {
			for (Window window : Window.values()) {
				ComparisonSnapshot snapshot = this.statistics.compare(window);
				snapshot.ranking().forEach(this::assertAddsUp);
				snapshot.providers().forEach(this::assertAddsUp);
			}
		}
	}

	private void assertAddsUp(ProviderComparison row) {
		ProviderComparison.Calls calls = row.calls();
		long errors = row.errors().values().stream().mapToLong(Long::longValue).sum();
		assertThat(calls.total()).isEqualTo(calls.succeeded() + calls.failed() + calls.cancelled());
		assertThat(errors).isEqualTo(calls.failed());
		assertThat(calls.active()).isNotNegative();
		assertThat(row.tokens().callsWithUsage()).isLessThanOrEqualTo(calls.total());
		assertThat(row.cost().unpricedCalls()).isLessThanOrEqualTo(calls.total());
		assertThat(row.latencyMillis() != null).isEqualTo(calls.succeeded() > 0);
		assertThat(row.firstCallAt() != null).isEqualTo(calls.total() > 0);
		assertOrdered(row.latencyMillis(), 10, 990);
		assertOrdered(row.timeToFirstTokenMillis(), 10, 90);
		if (row.outputTokensPerSecond() != null) {
			assertThat(row.outputTokensPerSecond()).isPositive();
		}
		this.checked.incrementAndGet();
	}

	private static void assertOrdered(ProviderComparison.Latency latency, double shortest, double longest) {
		if (latency != null) {
			assertThat(new double[] { shortest, latency.min(), latency.p50(), latency.p95(), latency.p99(),
					latency.max(), longest })
				.isSorted();
			assertThat(latency.average()).isBetween(latency.min(), latency.max());
		}
	}

	private static Map<String, Long> errorsOf(long each) {
		return Map.of("rate_limited", each, "server_error", each, "_OTHER", each);
	}

}
