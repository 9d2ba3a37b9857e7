package io.llmrouter.route.simulation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Plots and figures of all scenarios, as they stand in the documentation.
 */
final class SimulationReport {

	private static final long SEED = 1;

	private static final double STEP = 5;

	private static final double[] SECONDS = { 0.5, 1, 2, 5, 10, 20, 60 };

	private static final double[] SHARES = { 0, 0.25, 0.5, 0.75, 1 };

	private final Map<String, String> files = new LinkedHashMap<>();

	private final StringBuilder text = new StringBuilder();

	SimulationReport() {
		this.text.append(INTRODUCTION);
		Scenario.ALL.forEach(this::add);
		this.files.put("simulation.md", this.text.toString());
	}

	/**
	 * Return the contents of the files by name.
	 */
	Map<String, String> files() {
		return this.files;
	}

	private void add(Scenario scenario) {
		Map<SimulatedStrategy, SimulationResult> results = new LinkedHashMap<>();
		SimulatedStrategy.ALL.forEach((strategy) -> results.put(strategy, strategy.run(scenario, SEED)));
		this.files.put(scenario.name() + ".svg", plot(scenario, results));
		this.text.append("\n## ").append(scenario.name()).append("\n\n").append(scenario.title()).append(".\n\n");
		this.text.append("![").append(scenario.title()).append("](").append(scenario.name()).append(".svg)\n\n");
		this.text.append(String.format(TABLE_HEAD, scenario.nodes().get(scenario.watched()).name()));
		results.forEach((strategy, result) -> this.text.append(row(strategy, result)));
	}

	private static String row(SimulatedStrategy strategy, SimulationResult result) {
		Scenario scenario = result.scenario();
		double to = Math.min(scenario.end(), SimulationResult.END);
		return String.format(Locale.ROOT, "| %s | %s | %s | %s | %.1f %% | %.3f | %.1f %% |%n", strategy.name(),
				seconds(result.firstToken(0.5)), seconds(result.firstToken(0.95)), seconds(result.firstToken(0.99)),
				100 * result.share(scenario.watched(), scenario.start(), to), result.amplification(),
				100 * result.failureRate());
	}

	private static String seconds(double value) {
		return Double.isInfinite(value) ? "failed" : String.format(Locale.ROOT, "%.2f s", value);
	}

	private static String plot(Scenario scenario, Map<SimulatedStrategy, SimulationResult> results) {
		String watched = scenario.nodes().get(scenario.watched()).name();
		Plot waits = new Plot(0, "95th percentile of the wait for the first token, in seconds", SECONDS, Math::log);
		Plot shares = new Plot(Plot.HEIGHT + 10, "Part of the attempts that went to " + watched, SHARES,
				(value) -> value);
		for (Plot plot : List.of(waits, shares)) {
			if (scenario.start() > 0 || scenario.end() < Scenario.SECONDS) {
				plot.mark(scenario.start(), scenario.end());
			}
		}
		results.forEach((strategy, result) -> {
			waits.curve(strategy, STEP, (second) -> result.firstToken(0.95, second, second + STEP));
			shares.curve(strategy, STEP, (second) -> result.share(scenario.watched(), second, second + STEP));
		});
		waits.legend(SimulatedStrategy.ALL);
		return String.format(Locale.ROOT, SVG, Plot.WIDTH, 2 * Plot.HEIGHT + 16, scenario.title(), waits.svg(),
				shares.svg());
	}

	private static final String SVG = """
			<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12" fill="#333">
			<title>%s</title>
			<rect width="100%%" height="100%%" fill="#fff"/>
			%s%s</svg>
			""";

	private static final String TABLE_HEAD = """
			| strategy | p50 | p95 | p99 | attempts to %s | attempts a call | failed calls |
			|---|---|---|---|---|---|---|
			""";

	private static final String INTRODUCTION = """
			# Simulated behaviour of the strategies

			Written by `SimulationReportTests`; what it means stands in [routing.md](../routing.md). The waits are those for the first token, as
			the caller sees them, over 180 s of one run; `failed` where so many calls failed. The attempts to the provider to which something
			happens are those made while it happens.
			""";

}
