package io.llmrouter.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.route.CandidateSignals;
import io.llmrouter.route.RouteCandidate;
import io.llmrouter.route.RoutingContext;
import io.llmrouter.route.RoutingStrategy;
import io.llmrouter.route.strategy.AdaptiveStrategy;
import io.llmrouter.route.strategy.LeastCostStrategy;
import io.llmrouter.route.strategy.LeastLatencyStrategy;
import io.llmrouter.route.strategy.PriorityStrategy;
import io.llmrouter.route.strategy.RoundRobinStrategy;
import io.llmrouter.route.strategy.StickyStrategy;
import io.llmrouter.route.strategy.WeightedStrategy;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of putting 10 candidates in order, by strategy. The candidates and the call differ
 * from one choice to the next, so that the processor cannot learn the outcome by heart.
 */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChoosingBenchmark {

	private static final int CANDIDATES = 10;

	private static final int CALLS = 1_024;

	// Few enough for the fastest cache, where fresh signals are.
	private static final int LISTS = 32;

	@Param({ "priority", "round-robin", "weighted", "least-latency", "least-cost", "adaptive", "sticky" })
	String strategy = "";

	private final List<List<CandidateSignals>> candidates = new ArrayList<>();

	private final List<RoutingContext> contexts = new ArrayList<>();

	private RoutingStrategy chooser = new PriorityStrategy();

	private int call;

	/**
	 * Prepare the calls.
	 */
	@Setup
	public void prepare() {
		SplittableRandom random = new SplittableRandom(7);
		this.chooser = chooser(this.strategy);
		List<RouteCandidate> route = route();
		for (int index = 0; index < LISTS; index++) {
			this.candidates.add(candidates(route, random));
		}
		for (int index = 0; index < CALLS; index++) {
			ChatRequest request = ChatRequest.builder().user("Hello").conversationId("conversation-" + index).build();
			this.contexts.add(new RoutingContext(request, true, index, random.nextLong()));
		}
	}

	private static List<RouteCandidate> route() {
		List<RouteCandidate> all = new ArrayList<>();
		for (int position = 0; position < CANDIDATES; position++) {
			all.add(new RouteCandidate("provider-" + position, null, 1 + position % 3, 0));
		}
		return all;
	}

	private static List<CandidateSignals> candidates(List<RouteCandidate> route, SplittableRandom random) {
		List<CandidateSignals> all = new ArrayList<>();
		for (RouteCandidate candidate : route) {
			double latency = 0.2 + random.nextDouble();
			all.add(new CandidateSignals(candidate, all.size(), true, 1, random.nextInt(40), random.nextInt(8), latency,
					2 * latency, random.nextDouble() / 100));
		}
		return all;
	}

	private static RoutingStrategy chooser(String name) {
		return switch (name) {
			case "priority" -> new PriorityStrategy();
			case "round-robin" -> new RoundRobinStrategy();
			case "weighted" -> new WeightedStrategy();
			case "least-latency" -> new LeastLatencyStrategy();
			case "least-cost" -> new LeastCostStrategy();
			case "adaptive" -> new AdaptiveStrategy();
			case "sticky" -> new StickyStrategy();
			default -> throw new IllegalArgumentException("No strategy is named '" + name + "'");
		};
	}

	/**
	 * Put candidates in order.
	 * @return the order
	 */
	@Benchmark
	public List<CandidateSignals> order() {
		int index = this.call++;
		return this.chooser.order(this.candidates.get(index & (LISTS - 1)), this.contexts.get(index & (CALLS - 1)));
	}

}
