package io.llmrouter.route.health;

import java.time.Duration;

import io.llmrouter.benchmarks.ModelChecks;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

public class CoolDownLincheckTests {

	private final CoolDown pause = new CoolDown(ModelChecks.STANDING);

	@Operation
	public void told(@Param(gen = IntGen.class, conf = "1:3") int seconds) {
		this.pause.told(Duration.ofSeconds(seconds));
	}

	@Operation
	public void guessed() {
		this.pause.guessed(Duration.ofSeconds(2));
	}

	@Operation
	public void succeeded() {
		this.pause.succeeded();
	}

	@Operation
	public long remaining() {
		return this.pause.remainingNanos();
	}

	@Test
	void operationsAreLinearizable() {
		ModelChecks.check(CoolDownLincheckTests.class);
	}

}
