package io.llmrouter.route.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Panel of a plot: lines over time, as SVG.
 */
final class Plot {

	static final int WIDTH = 760;

	static final int HEIGHT = 200;

	private static final int LEFT = 44;

	private static final int RIGHT = 110;

	private static final int TOP = 22;

	private static final int BOTTOM = 20;

	private final StringBuilder svg = new StringBuilder();

	private final int offset;

	private final double[] ticks;

	private final ToDoubleFunction<Double> scale;

	/**
	 * Start a panel.
	 * @param offset how far down it stands
	 * @param title what it shows
	 * @param ticks the marked values, the first and the last being its limits
	 * @param scale a monotonic scale, for example a logarithm
	 */
	Plot(int offset, String title, double[] ticks, ToDoubleFunction<Double> scale) {
		this.offset = offset;
		this.ticks = ticks;
		this.scale = scale;
		text(LEFT, offset + 14, "start", title);
		for (double tick : ticks) {
			line(LEFT, WIDTH - RIGHT, y(tick));
			text(LEFT - 6, y(tick) + 4, "end", number(tick));
		}
		for (int second = 0; second <= SimulationResult.END; second += 20) {
			text(x(second), offset + HEIGHT - 4, "middle", second + " s");
		}
	}

	private static String number(double value) {
		return (value == Math.rint(value)) ? String.valueOf((int) value) : String.valueOf(value);
	}

	Plot mark(double from, double to) {
		this.svg.append(String.format(Locale.ROOT,
				"<rect x=\"%.0f\" y=\"%d\" width=\"%.0f\" height=\"%d\" fill=\"#000\" opacity=\"0.05\"/>%n", x(from),
				this.offset + TOP, x(Math.min(to, SimulationResult.END)) - x(from), HEIGHT - TOP - BOTTOM));
		return this;
	}

	Plot curve(SimulatedStrategy strategy, double step, ToDoubleFunction<Double> value) {
		List<String> points = new ArrayList<>();
		for (double second = 0; second + step <= SimulationResult.END; second += step) {
			points.add(String.format(Locale.ROOT, "%.0f,%.0f", x(second + step / 2), y(value.applyAsDouble(second))));
		}
		boolean thick = strategy == SimulatedStrategy.ADAPTIVE;
		this.svg.append(String.format(Locale.ROOT,
				"<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"%s points=\"%s\"/>%n", strategy.color(),
				thick ? "2.5" : "1.3", (strategy == SimulatedStrategy.ORACLE) ? " stroke-dasharray=\"4 3\"" : "",
				String.join(" ", points)));
		return this;
	}

	Plot legend(List<SimulatedStrategy> strategies) {
		int y = this.offset + TOP + 10;
		for (SimulatedStrategy strategy : strategies) {
			this.svg.append(
					String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" fill=\"%s\" font-weight=\"bold\">%s</text>%n",
							WIDTH - RIGHT + 10, y, strategy.color(), strategy.name()));
			y += 17;
		}
		return this;
	}

	String svg() {
		return this.svg.toString();
	}

	private double x(double second) {
		return LEFT + second / SimulationResult.END * (WIDTH - LEFT - RIGHT);
	}

	// Values beyond the limits, endless waits among them, stand on the edge.
	private double y(double value) {
		double low = this.scale.applyAsDouble(this.ticks[0]);
		double high = this.scale.applyAsDouble(this.ticks[this.ticks.length - 1]);
		double bounded = Math.max(this.ticks[0], Math.min(this.ticks[this.ticks.length - 1], value));
		double part = (this.scale.applyAsDouble(bounded) - low) / (high - low);
		return this.offset + HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM);
	}

	private void line(double from, double to, double y) {
		this.svg.append(String.format(Locale.ROOT,
				"<line x1=\"%.0f\" y1=\"%.0f\" x2=\"%.0f\" y2=\"%.0f\" stroke=\"#ddd\"/>%n", from, y, to, y));
	}

	private void text(double x, double y, String anchor, String text) {
		this.svg.append(String.format(Locale.ROOT, "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"%s\">%s</text>%n", x, y,
				anchor, text));
	}

}
