package io.llmrouter.route.health;

import java.time.Duration;
import java.util.Random;

import io.llmrouter.benchmarks.ModelChecks;
import io.llmrouter.provider.ErrorType;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

@Param(name = "call", gen = IntGen.class, conf = "0:3")
public class CircuitLincheckTests {

	private final CandidateHealth health;

	private final HealthPermit[] calls = new HealthPermit[4];

	public CircuitLincheckTests() {
		HealthSettings defaults = HealthSettings.defaults();
		HealthSettings settings = new HealthSettings(
				new HealthSettings.Ejection(2, 2, Duration.ofSeconds(15), Duration.ofSeconds(15)), defaults.breaker(),
				defaults.recovery(), 0.5);
		this.health = new HealthRegistry(settings, ModelChecks.STANDING, new Random(1))
			.of(new CandidateName("alpha", "a-1"));
		for (int i = 0; i < this.calls.length; i++) {
			this.calls[i] = this.health.acquire();
		}
	}

	@Operation
	public void firstContent(@Param(name = "call") int call) {
		this.calls[call].firstContent(1);
	}

	@Operation
	public void succeeded(@Param(name = "call") int call) {
		this.calls[call].succeeded();
	}

	@Operation
	public void failed(@Param(name = "call") int call) {
		this.calls[call].failed(ErrorType.SERVER_ERROR);
	}

	@Operation
	public void cancelled(@Param(name = "call") int call) {
		this.calls[call].cancelled();
	}

	@Operation
	public boolean tryAcquire() {
		return this.health.tryAcquire() != null;
	}

	@Operation
	public String circuit() {
		return this.health.circuit().code();
	}

	@Test
	void operationsAreLinearizable() {
		ModelChecks.check(CircuitLincheckTests.class);
	}

}
