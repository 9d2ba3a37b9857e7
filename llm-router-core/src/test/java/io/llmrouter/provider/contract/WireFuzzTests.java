package io.llmrouter.provider.contract;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Two million inputs that are nearly right through both decoders and all mappers. Each
 * ends as an answer or a typed failure, in time linear in its length. A finding names the
 * shard and the number of its input; {@code llm-router.test.fuzz-seed} makes other ones.
 */
class WireFuzzTests {

	private static final Logger figures = LoggerFactory.getLogger("figures");

	private static final int INPUTS = Integer.getInteger("llm-router.test.fuzz-inputs", 2_000_000);

	private static final long SEED = Long.getLong("llm-router.test.fuzz-seed", 20_261_123);

	private static final int SHARDS = 2;

	/** How many inputs are measured together: asking for CPU time is not free. */
	private static final int BATCH = 16;

	private static final int LONGEST = 1_600;

	/** Far more than it takes, so that only an input that hangs gets there. */
	private static final Duration HANG = Duration.ofMinutes(15);

	/** CPU time that 64 KiB may take, and that a shorter input may take too. */
	private static final Duration LIMIT = Duration.ofMillis(10);

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private final AtomicLongArray progress = new AtomicLongArray(SHARDS);

	private final LongAdder cpuNanos = new LongAdder();

	private final List<Input> slow = new ArrayList<>();

	@Test
	void everyInputEndsSoonAndIfAtAllInATypedFailure() throws Exception {
		long start = System.nanoTime();
		ExecutorService threads = Executors.newFixedThreadPool(SHARDS);
		List<WireRun> runs = new ArrayList<>();
		try {
			List<Future<WireRun>> shards = Stream.iterate(0, (shard) -> shard < SHARDS, (shard) -> shard + 1)
				.map((shard) -> threads.submit(() -> run(shard)))
				.toList();
			for (Future<WireRun> shard : shards) {
				runs.add(finished(shard));
			}
		}
		finally {
			threads.shutdownNow();
		}
		Duration took = Duration.ofNanos(System.nanoTime() - start);
		WireRun all = runs.get(0).plus(runs.get(1));
		figures.info("Fuzz: {}; {} ms with {} ms of CPU, {} measured again", all, took.toMillis(),
				TimeUnit.NANOSECONDS.toMillis(this.cpuNanos.sum()), this.slow.size());
		assertThat(all.inputs()).isEqualTo(INPUTS / SHARDS * SHARDS);
		assertThat(List.of(all.answers(), all.failures(), all.refusals())).allMatch((count) -> count > INPUTS / 50);
		this.slow.forEach(WireFuzzTests::checkAgain);
	}

	private WireRun run(int shard) {
		WireRun run = new WireRun();
		SplittableRandom random = new SplittableRandom(SEED + shard);
		List<Wire> wires = Wires.all();
		List<byte[]> everything = bodies("openai", "anthropic", "gemini", "ollama", "azure-openai", "mistral",
				"deepseek", "groq", "openrouter", "xai", "dashscope", "zhipu");
		List<Mutator> mutators = wires.stream()
			.map((wire) -> new Mutator(random, Corpus.bodies(wire.name(), WireFuzzTests::isShortStream),
					Corpus.bodies(wire.name(), Predicate.not(Corpus::isStream)), everything))
			.toList();
		List<Input> batch = new ArrayList<>(BATCH);
		for (int i = 0; i < INPUTS / SHARDS; i++) {
			int wire = i % wires.size();
			byte[] bytes = mutators.get(wire).next();
			batch.add(new Input(wires.get(wire), bytes, random.nextInt(bytes.length + 1), i / wires.size(), i, shard));
			if (batch.size() == BATCH || i == INPUTS / SHARDS - 1) {
				this.progress.set(shard, i);
				feed(run, batch);
				batch.clear();
			}
		}
		this.cpuNanos.add(THREADS.getCurrentThreadCpuTime());
		return run;
	}

	// What a batch does within the limit of one input, each of its inputs does.
	private void feed(WireRun run, List<Input> batch) {
		long before = THREADS.getCurrentThreadCpuTime();
		for (Input input : batch) {
			try {
				input.feed(run);
			}
			catch (Throwable ex) {
				throw new AssertionError("At " + input.name() + ", cut at " + input.cut() + ", wire "
						+ input.wire().name() + ": " + Base64.getEncoder().encodeToString(input.bytes()), ex);
			}
		}
		if (THREADS.getCurrentThreadCpuTime() - before > LIMIT.toNanos()) {
			remember(batch);
		}
	}

	private WireRun finished(Future<WireRun> shard) throws Exception {
		try {
			return shard.get(HANG.toSeconds(), TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			return fail("An input hangs; the shards are at " + this.progress);
		}
		catch (ExecutionException ex) {
			throw new AssertionError(ex.getCause().getMessage(), ex.getCause());
		}
	}

	private synchronized void remember(List<Input> batch) {
		this.slow.addAll(batch);
	}

	// Cold code, a collection or a busy machine make an input slow once, a fault each
	// time.
	private static void checkAgain(Input input) {
		long[] times = new long[5];
		for (int i = 0; i < times.length; i++) {
			long before = THREADS.getCurrentThreadCpuTime();
			input.feed(new WireRun());
			times[i] = THREADS.getCurrentThreadCpuTime() - before;
		}
		Arrays.sort(times);
		assertThat(Duration.ofNanos(times[times.length / 2])).as("CPU time of %s", input.name())
			.isLessThan(Duration.ofNanos(limit(input.bytes())));
	}

	private static long limit(byte[] input) {
		return LIMIT.toNanos() * Math.max(1, (input.length + Mutator.LARGE - 1) / Mutator.LARGE);
	}

	// In a short one most edits hit something.
	private static boolean isShortStream(Path file) {
		return Corpus.isStream(file) && Corpus.read(file).length <= LONGEST;
	}

	private static List<byte[]> bodies(String... folders) {
		return Stream.of(folders).flatMap((folder) -> Corpus.bodies(folder, (file) -> true).stream()).toList();
	}

	private record Input(Wire wire, byte[] bytes, int cut, int turn, int number, int shard) {

		private void feed(WireRun run) {
			run.feed(this.wire, this.bytes, this.cut, this.turn);
		}

		private String name() {
			return "input " + this.number + " of shard " + this.shard;
		}

	}

}
