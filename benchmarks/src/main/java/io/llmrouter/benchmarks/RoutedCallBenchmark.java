package io.llmrouter.benchmarks;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.llmrouter.LlmRouter;
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
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Cost of one call of an observed provider bean, directly and by the router. What routing
 * costs is the difference: the choice, circuits, deadline, decision and its meters.
 */
@Fork(2)
@Warmup(iterations = 15, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class RoutedCallBenchmark {

	private static final ChatRequest REQUEST = ChatRequest.user("hello");

	private static final int CHUNKS = 10;

	@Param({ "false", "true" })
	boolean routed;

	@Param({ "1", "3" })
	int candidates;

	private @Nullable RouterApplication application;

	private Mono<?> whole = Mono.empty();

	private Flux<?> streamed = Flux.empty();

	/**
	 * Start an application.
	 */
	@Setup
	public void start() {
		RouterApplication started = new RouterApplication(Map.of(),
				(context) -> IntStream.range(0, this.candidates)
					.forEach((number) -> context.registerBean("canned" + number, CannedChatProvider.class,
							() -> new CannedChatProvider("canned" + number, CHUNKS))));
		this.application = started;
		LlmRouter router = started.bean(LlmRouter.class);
		ChatProvider provider = started.bean("canned0", ChatProvider.class);
		this.whole = this.routed ? router.chat(REQUEST) : provider.chat(REQUEST);
		this.streamed = this.routed ? router.stream(REQUEST) : provider.stream(REQUEST);
	}

	/**
	 * Ask for a whole answer.
	 * @param blackhole takes the answer
	 */
	@Benchmark
	public void chat(Blackhole blackhole) {
		this.whole.subscribe(blackhole::consume);
	}

	/**
	 * Ask for a stream.
	 * @param blackhole takes the pieces
	 */
	@Benchmark
	public void stream(Blackhole blackhole) {
		this.streamed.subscribe(blackhole::consume);
	}

	/**
	 * Stop the application.
	 */
	@TearDown
	public void stop() {
		RouterApplication started = Objects.requireNonNull(this.application);
		started.checkMeasured(this.routed ? "llm.router.request" : "llm.router.attempt");
		started.close();
	}

}
