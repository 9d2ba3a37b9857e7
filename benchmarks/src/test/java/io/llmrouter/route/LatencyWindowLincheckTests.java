package io.llmrouter.route;

import io.llmrouter.benchmarks.ModelChecks;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * Latencies of one candidate, which fade with the time that each operation brings along.
 */
@Param(name = "latency", gen = IntGen.class, conf = "1:3")
@Param(name = "minute", gen = IntGen.class, conf = "0:3")
public class LatencyWindowLincheckTests {

	private static final long MINUTE_NANOS = 60_000_000_000L;

	private final LatencyPercentile tail = new LatencyPercentile();

	private final PeakEwma peak = new PeakEwma();

	@Operation
	public void observeTail(@Param(name = "latency") int seconds, @Param(name = "minute") int minute) {
		this.tail.observe(seconds, minute * MINUTE_NANOS);
	}

	@Operation
	public double tail(@Param(name = "minute") int minute) {
		return this.tail.seconds(minute * MINUTE_NANOS);
	}

	@Operation
	public void observePeak(@Param(name = "latency") int seconds, @Param(name = "minute") int minute) {
		this.peak.observe(seconds, minute * MINUTE_NANOS);
	}

	@Operation
	public double peak(@Param(name = "minute") int minute) {
		return this.peak.seconds(minute * MINUTE_NANOS);
	}

	@Operation
	public double lastPeak() {
		return this.peak.lastSeconds();
	}

	@Test
	void operationsAreLinearizable() {
		ModelChecks.check(LatencyWindowLincheckTests.class);
	}

}
