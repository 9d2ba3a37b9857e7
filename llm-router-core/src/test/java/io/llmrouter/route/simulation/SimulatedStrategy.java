package io.llmrouter.route.simulation;

import java.util.List;

import io.llmrouter.route.RoutingStrategy;
import io.llmrouter.route.strategy.AdaptiveStrategy;
import io.llmrouter.route.strategy.LeastCostStrategy;
import io.llmrouter.route.strategy.LeastLatencyStrategy;
import io.llmrouter.route.strategy.PriorityStrategy;
import io.llmrouter.route.strategy.RoundRobinStrategy;
import io.llmrouter.route.strategy.StickyStrategy;
import io.llmrouter.route.strategy.WeightedStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Strategy to simulate.
 *
 * @param name its name in the configuration, or 'oracle'
 * @param color its color in plots
 * @param strategy the strategy, or {@code null} for the oracle
 */
record SimulatedStrategy(String name, String color, @Nullable RoutingStrategy strategy) {

	static final SimulatedStrategy ADAPTIVE = new SimulatedStrategy("adaptive", "#d62728", new AdaptiveStrategy());

	static final SimulatedStrategy ORACLE = new SimulatedStrategy("oracle", "#999999", null);

	static final List<SimulatedStrategy> ALL = List.of(
			new SimulatedStrategy("priority", "#8c564b", new PriorityStrategy()),
			new SimulatedStrategy("round-robin", "#1f77b4", new RoundRobinStrategy()),
			new SimulatedStrategy("weighted", "#17becf", new WeightedStrategy()),
			new SimulatedStrategy("least-latency", "#2ca02c", new LeastLatencyStrategy()),
			new SimulatedStrategy("least-cost", "#9467bd", new LeastCostStrategy()), ADAPTIVE,
			new SimulatedStrategy("sticky", "#e6a117", new StickyStrategy()), ORACLE);

	SimulationResult run(Scenario scenario, long seed) {
		return (this.strategy != null) ? Simulation.run(scenario, this.strategy, seed)
				: Simulation.runWithOracle(scenario, seed);
	}

}
