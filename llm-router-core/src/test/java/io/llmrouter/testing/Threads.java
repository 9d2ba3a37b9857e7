package io.llmrouter.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Threads that begin together, each with a random source of its own that a seed decides.
 */
public final class Threads {

	private static final int PATIENCE_SECONDS = 100;

	private static final int SPINS = 1_000;

	private Threads() {
	}

	/**
	 * Run a task in many threads and wait for all of them.
	 * @param count how many
	 * @param seed the seed of their random sources
	 * @param task what each does
	 */
	public static void run(int count, long seed, Task task) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(count);
		CyclicBarrier start = new CyclicBarrier(count);
		SplittableRandom seeds = new SplittableRandom(seed);
		try {
			List<Future<?>> running = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				SplittableRandom random = seeds.split();
				running.add(executor.submit(() -> {
					start.await();
					task.run(random);
					return null;
				}));
			}
			for (Future<?> each : running) {
				each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	/**
	 * Let two threads do the same thing at the same moment, time and again.
	 * @param rounds how often
	 * @param contest what both do in a round
	 */
	public static void race(int rounds, IntConsumer contest) throws Exception {
		AtomicInteger arrived = new AtomicInteger();
		run(2, 0, (random) -> {
			for (int round = 0; round < rounds; round++) {
				arrived.incrementAndGet();
				for (int spins = 0; arrived.get() < 2 * (round + 1); spins++) {
					// Where there is but one processor the other thread needs it.
					if (spins % SPINS == SPINS - 1) {
						Thread.yield();
					}
				}
				contest.accept(round);
			}
		});
	}

	/**
	 * What a thread does.
	 */
	@FunctionalInterface
	public interface Task {

		void run(SplittableRandom random) throws Exception;

	}

}
