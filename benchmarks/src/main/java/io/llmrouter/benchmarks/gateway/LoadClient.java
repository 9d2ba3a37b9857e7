package io.llmrouter.benchmarks.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Callers of one kind of load each, all against one target at a time.
 */
final class LoadClient implements AutoCloseable {

	private static final String QUESTION = """
			{"model":"%s",%s"messages":[{"role":"user","content":"%s%s"}]}""";

	/** From one token of a stream to the next. */
	private static final long INTERVAL_NANOS = 10_000_000;

	private static final String TEXT = "Say one hundred words. ".repeat(20);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final String model;

	LoadClient(String model) {
		this.model = model;
	}

	private byte[] whole(URI target) {
		return WireConnection.request(target, QUESTION.formatted(this.model, "", "", TEXT));
	}

	private byte[] stream(URI target, String mark) {
		return WireConnection.request(target, QUESTION.formatted(this.model, "\"stream\":true,", mark, TEXT));
	}

	/**
	 * Ask for whole answers, one after the other, on one connection.
	 * @param target who is asked
	 * @param calls how often
	 * @param nanos takes the time of each
	 */
	void latency(URI target, int calls, Samples nanos) {
		byte[] request = whole(target);
		try (WireConnection connection = new WireConnection(target)) {
			for (int i = 0; i < calls; i++) {
				long start = System.nanoTime();
				connection.ask(request);
				nanos.accept(System.nanoTime() - start);
			}
		}
	}

	/**
	 * Ask for whole answers on many connections at once.
	 * @param target who is asked
	 * @param connections how many connections
	 * @param millis for how long
	 * @return what came of it
	 */
	Load throughput(URI target, int connections, long millis) {
		byte[] request = whole(target);
		AtomicLong answers = new AtomicLong();
		long start = System.nanoTime();
		long end = start + millis * 1_000_000;
		atOnce(connections, (number) -> {
			try (WireConnection connection = new WireConnection(target)) {
				while (System.nanoTime() < end) {
					connection.ask(request);
					answers.incrementAndGet();
				}
			}
		});
		return new Load(answers.get(), System.nanoTime() - start);
	}

	/**
	 * Read streams at once, each to its end. They begin one after the other within the
	 * time between two tokens: tokens that all come at the same moment would wait for
	 * each other, whoever passes them on.
	 * @param target who is asked
	 * @param streams how many
	 * @param nanos takes the delay of each token
	 */
	void streams(URI target, int streams, Samples nanos) {
		byte[] request = stream(target, "");
		atOnce(streams, (number) -> {
			LockSupport.parkNanos(number * INTERVAL_NANOS / streams);
			try (WireConnection connection = new WireConnection(target)) {
				connection.stream(request, Long.MAX_VALUE, nanos);
			}
		});
	}

	/**
	 * Leave endless streams in the middle.
	 * @param target who is asked
	 * @param callers how many callers
	 * @param atOnce how many at once
	 * @return when each left, by its number
	 */
	Map<Integer, Long> leave(URI target, int callers, int atOnce) {
		Map<Integer, Long> left = new HashMap<>();
		AtomicLong numbers = new AtomicLong();
		atOnce(atOnce, (thread) -> {
			for (int number = (int) numbers.getAndIncrement(); number < callers; number = (int) numbers
				.getAndIncrement()) {
				WireConnection connection = new WireConnection(target);
				connection.stream(stream(target, "endless call-" + number + " "), 1 + number % 5, (delay) -> {
				});
				synchronized (left) {
					left.put(number, System.nanoTime());
				}
				connection.close();
			}
		});
		return left;
	}

	private void atOnce(int threads, Task task) {
		List<Future<?>> running = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			int number = i;
			running.add(this.threads.submit(() -> task.run(number)));
		}
		try {
			for (Future<?> thread : running) {
				thread.get();
			}
		}
		catch (InterruptedException | ExecutionException ex) {
			throw new IllegalStateException("A caller failed", ex);
		}
	}

	/**
	 * Read a page.
	 * @param uri its address
	 * @return its lines
	 */
	static List<String> lines(URI uri) {
		try (var in = uri.toURL().openStream()) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

	/**
	 * Answers of a while.
	 *
	 * @param answers how many
	 * @param nanos how long it took
	 */
	record Load(long answers, long nanos) {

		double perSecond() {
			return this.answers * 1e9 / this.nanos;
		}

	}

	/**
	 * What one of the callers does.
	 */
	private interface Task {

		void run(int number);

	}

}
