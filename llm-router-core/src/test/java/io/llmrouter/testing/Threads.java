package io.llmrouter.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Threads that begin together, each with a random source of its own that a seed decides.
 */
public final class Threads {

	private static final int PATIENCE_SECONDS = 100;

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
	 * What a thread does.
	 */
	@FunctionalInterface
	public interface Task {

		void run(SplittableRandom random) throws Exception;

	}

}
