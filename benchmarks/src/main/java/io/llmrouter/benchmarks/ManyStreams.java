package io.llmrouter.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

import com.sun.management.OperatingSystemMXBean;
import io.llmrouter.LlmRouter;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.function.Tuple2;

/**
 * Thousands of streams at once through the router of one application, each as slow as a
 * model writes. Run it with {@code -Xmx512m}. Prints how many were open at once and how
 * many ended well, how late their words came, the heap in use while all of them were
 * open, and the CPU time. Fails where a stream did.
 */
public final class ManyStreams {

	private static final int STREAMS = Integer.getInteger("streams", 3_000);

	private static final Duration PACE = Duration.ofMillis(Long.getLong("pace", 250));

	private static final int WORDS = FixedUpstream.WORDS;

	private static final int LATEST_MILLIS = 10_000;

	private static final ChatRequest REQUEST = ChatRequest.user("Say one hundred words.");

	private static final OperatingSystemMXBean SYSTEM = ManagementFactory
		.getPlatformMXBean(OperatingSystemMXBean.class);

	private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicInteger complete = new AtomicInteger();

	private final AtomicLongArray gaps = new AtomicLongArray(LATEST_MILLIS);

	private final AtomicInteger begun = new AtomicInteger();

	private final Sinks.Empty<Void> allBegun = Sinks.empty();

	private volatile int openAtOnce;

	private volatile long heapBytes;

	private ManyStreams() {
	}

	/**
	 * Measure and print.
	 * @param arguments none
	 */
	public static void main(String[] arguments) {
		try (FixedUpstream upstream = FixedUpstream.fork(PACE);
				RouterApplication application = application(upstream.baseUrl())) {
			LlmRouter router = application.bean(LlmRouter.class);
			router.chat(REQUEST).block();
			ManyStreams run = new ManyStreams();
			long start = SYSTEM.getProcessCpuTime();
			Mono<Void> look = run.allBegun.asMono()
				.then(Mono.<Void>fromRunnable(run::look).subscribeOn(Schedulers.boundedElastic()));
			Mono.when(look, Flux.range(0, STREAMS).flatMap((index) -> run.stream(router), STREAMS)).block();
			run.print(TimeUnit.NANOSECONDS.toMicros(SYSTEM.getProcessCpuTime() - start));
		}
	}

	private static RouterApplication application(String baseUrl) {
		String provider = "llm.router.providers.fixed.";
		String most = Integer.toString(STREAMS);
		return new RouterApplication(Map.of(provider + "type", "openai-compatible", provider + "base-url", baseUrl,
				provider + "model", "fixed", provider + "pool.max-connections", most, provider + "pool.max-pending",
				most, provider + "pool.acquire-timeout", "60s", provider + "timeouts.connect", "60s",
				"llm.router.routes.default.candidates", "fixed", "llm.router.routes.default.last-first-token-timeout",
				"60s", "llm.router.routes.default.timeout", "10m"), (context) -> {
				});
	}

	private Mono<Void> stream(LlmRouter router) {
		return router.stream(REQUEST)
			.filter(ChatChunk::isContent)
			.elapsed()
			.index(this::received)
			.count()
			.doOnNext(this::ended)
			.then();
	}

	private long received(long index, Tuple2<Long, ChatChunk> word) {
		if (index > 0) {
			long late = word.getT1() - PACE.toMillis();
			this.gaps.incrementAndGet((int) Math.max(0, Math.min(LATEST_MILLIS - 1, late)));
		}
		else {
			this.open.incrementAndGet();
			if (this.begun.incrementAndGet() == STREAMS) {
				this.allBegun.tryEmitEmpty();
			}
		}
		return index;
	}

	private void ended(long words) {
		this.open.decrementAndGet();
		if (words != WORDS) {
			throw new IllegalStateException("A stream had " + words + " words instead of " + WORDS);
		}
		this.complete.incrementAndGet();
	}

	private void look() {
		this.openAtOnce = this.open.get();
		MEMORY.gc();
		this.heapBytes = MEMORY.getHeapMemoryUsage().getUsed();
	}

	private void print(long cpuMicros) {
		System.out.printf("%,d streams of %d words, one every %d ms, heap of at most %,d MiB%n", STREAMS, WORDS,
				PACE.toMillis(), Runtime.getRuntime().maxMemory() >> 20);
		System.out.printf("  open at once %,d, complete %,d%n", this.openAtOnce, this.complete.get());
		System.out.printf("  words late by: median %d ms, p99 %d ms%n", late(0.5), late(0.99));
		System.out.printf("  heap in use while open %,d MiB, %,d KiB a stream%n", this.heapBytes >> 20,
				(this.heapBytes >> 10) / STREAMS);
		System.out.printf("  CPU time %.1f us a word%n", (double) cpuMicros / STREAMS / WORDS);
	}

	private int late(double quantile) {
		long left = Math.round(quantile * STREAMS * (WORDS - 1));
		int millis = 0;
		while (millis < LATEST_MILLIS - 1 && left > this.gaps.get(millis)) {
			left -= this.gaps.get(millis);
			millis++;
		}
		return millis;
	}

}
