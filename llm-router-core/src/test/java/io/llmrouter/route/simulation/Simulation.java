package io.llmrouter.route.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.route.CandidateSignals;
import io.llmrouter.route.CostFunction;
import io.llmrouter.route.Protection;
import io.llmrouter.route.Route;
import io.llmrouter.route.RouteEngine;
import io.llmrouter.route.RouteSettings;
import io.llmrouter.route.RouteTable;
import io.llmrouter.route.RoutingContext;
import io.llmrouter.route.RoutingStrategy;
import io.llmrouter.route.health.HealthRegistry;
import io.llmrouter.route.health.HealthSettings;
import io.llmrouter.route.limit.ProviderLimiters;
import io.llmrouter.testing.VirtualTimeSource;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * One run of a scenario: calls come at random moments, at the same ones for every
 * strategy, and go through the real router. The same seed gives the same run.
 */
final class Simulation {

	private static final int CONVERSATIONS = 300;

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final Scenario scenario;

	private final List<SimulatedProvider> providers = new ArrayList<>();

	private final List<SimulatedCall> calls = new ArrayList<>();

	private final Random arrivals;

	private final RouteEngine engine;

	private Simulation(Scenario scenario, RoutingStrategy strategy, long seed) {
		this.scenario = scenario;
		this.arrivals = new Random(seed);
		for (Node node : scenario.nodes()) {
			this.providers.add(new SimulatedProvider(node, this.scheduler, this::seconds, this.arrivals.nextLong()));
		}
		Route route = new Route(Route.DEFAULT, strategy, scenario.nodes().stream().map(Node::candidate).toList(),
				RouteSettings.defaults());
		TimeSource time = new VirtualTimeSource(this.scheduler);
		HealthRegistry health = new HealthRegistry(HealthSettings.defaults(), time, new Random(seed + 2));
		this.engine = new RouteEngine(new RouteTable(this.providers, List.of(route)), List.of(), time, this.scheduler,
				new Random(seed + 1), new Protection(health, ProviderLimiters.none()), costs(scenario));
	}

	static SimulationResult run(Scenario scenario, RoutingStrategy strategy, long seed) {
		Simulation simulation = new Simulation(scenario, strategy, seed);
		return simulation.run();
	}

	/**
	 * Run with a strategy that sees into the providers: nobody can do better without
	 * knowing the future.
	 */
	static SimulationResult runWithOracle(Scenario scenario, long seed) {
		Oracle oracle = new Oracle();
		Simulation simulation = new Simulation(scenario, oracle, seed);
		oracle.providers = simulation.providers;
		return simulation.run();
	}

	private SimulationResult run() {
		scheduleNext();
		this.scheduler.advanceTimeBy(Duration.ofSeconds((long) Scenario.SECONDS));
		this.scheduler.dispose();
		List<List<Double>> asked = this.providers.stream().map(SimulatedProvider::attempts).toList();
		return new SimulationResult(this.scenario, this.calls, asked);
	}

	private void scheduleNext() {
		double pause = -Math.log(1 - this.arrivals.nextDouble()) / this.scenario.rateAt(seconds());
		String conversation = "conversation-" + this.arrivals.nextInt(CONVERSATIONS);
		this.scheduler.schedule(() -> arrive(conversation), (long) (pause * 1e9), TimeUnit.NANOSECONDS);
	}

	private void arrive(String conversation) {
		SimulatedCall call = new SimulatedCall(seconds());
		this.calls.add(call);
		ChatRequest request = ChatRequest.builder().user("Hello").conversationId(conversation).build();
		this.engine.stream(request).subscribe(new Caller(call));
		scheduleNext();
	}

	private double seconds() {
		return this.scheduler.now(TimeUnit.NANOSECONDS) / 1e9;
	}

	private static CostFunction costs(Scenario scenario) {
		Map<String, Double> prices = scenario.nodes().stream().collect(Collectors.toMap(Node::name, Node::usd));
		return (provider, model, request) -> prices.get(provider);
	}

	/**
	 * Who makes a call and takes the time.
	 */
	private final class Caller extends BaseSubscriber<ChatChunk> {

		private final SimulatedCall call;

		Caller(SimulatedCall call) {
			this.call = call;
		}

		@Override
		protected void hookOnNext(ChatChunk chunk) {
			this.call.content(seconds());
		}

		@Override
		protected void hookOnError(Throwable failure) {
			this.call.failed();
		}

	}

	/**
	 * Strategy that asks whoever will answer soonest.
	 */
	private static final class Oracle implements RoutingStrategy {

		private List<SimulatedProvider> providers = List.of();

		@Override
		public List<CandidateSignals> order(List<CandidateSignals> candidates, RoutingContext context) {
			return candidates.stream().sorted(Comparator.comparingDouble(this::expected)).toList();
		}

		private double expected(CandidateSignals signals) {
			return this.providers.get(signals.position()).expectedSeconds();
		}

	}

}
