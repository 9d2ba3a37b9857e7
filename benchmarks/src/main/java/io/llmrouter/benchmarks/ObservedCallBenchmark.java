package io.llmrouter.benchmarks;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ChatProvider;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Cost of one call of a provider bean, bare and behind the aspect with all listeners,
 * meters and statistics. What observing costs is the difference; that of streams of
 * different length, divided by the difference in chunks, is the cost of a chunk.
 */
@Fork(2)
@Warmup(iterations = 15, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ObservedCallBenchmark {

	private static final ChatRequest REQUEST = ChatRequest.user("hello");

	/**
	 * Ask for a whole answer.
	 */
	@Benchmark
	public void chat(Whole whole, Blackhole blackhole) {
		whole.subject().chat(REQUEST).subscribe(blackhole::consume);
	}

	/**
	 * Ask for a stream.
	 */
	@Benchmark
	public void stream(Streamed streamed, Blackhole blackhole) {
		streamed.subject().stream(REQUEST).subscribe(blackhole::consume);
	}

	/**
	 * Provider that is called.
	 */
	@State(Scope.Benchmark)
	public static class Whole {

		@Param({ "false", "true" })
		boolean observed;

		private @Nullable RouterApplication application;

		private ChatProvider subject = new CannedChatProvider(0);

		@Setup
		public void start() {
			start(0);
		}

		final void start(int chunks) {
			ChatProvider bare = new CannedChatProvider(chunks);
			this.subject = bare;
			if (this.observed) {
				this.application = new RouterApplication(Map.of(),
						(context) -> context.registerBean("cannedChatProvider", CannedChatProvider.class,
								() -> new CannedChatProvider(chunks)));
				this.subject = this.application.bean(ChatProvider.class);
			}
		}

		final ChatProvider subject() {
			return this.subject;
		}

		@TearDown
		public void stop() {
			if (this.application != null) {
				this.application.checkMeasured("llm.router.attempt");
				this.application.close();
			}
		}

	}

	/**
	 * Provider whose streams have a given length.
	 */
	@State(Scope.Benchmark)
	public static class Streamed extends Whole {

		@Param({ "10", "1000" })
		int chunks;

		@Override
		@Setup
		public void start() {
			start(this.chunks);
		}

	}

}
