package io.llmrouter.route.limit;

import io.llmrouter.benchmarks.ModelChecks;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

public class ConcurrencyLimitLincheckTests {

	private final ConcurrencyLimit limit = ConcurrencyLimit.of(new RateLimits(null, null, 3, true));

	@Operation
	public long tryTake() {
		return this.limit.tryTake();
	}

	@Operation
	public void answered() {
		this.limit.answered();
	}

	@Operation
	public void giveBack() {
		this.limit.giveBack();
	}

	@Operation
	public void refused(@Param(gen = IntGen.class, conf = "0:3") int call) {
		this.limit.refused(call);
	}

	@Operation
	public int inFlight() {
		return this.limit.inFlight();
	}

	@Operation
	public int limit() {
		return this.limit.limit();
	}

	@Test
	void operationsAreLinearizable() {
		ModelChecks.check(ConcurrencyLimitLincheckTests.class);
	}

}
