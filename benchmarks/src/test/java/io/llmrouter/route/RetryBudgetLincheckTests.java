package io.llmrouter.route;

import io.llmrouter.benchmarks.ModelChecks;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

public class RetryBudgetLincheckTests {

	private final RetryBudget budget = RetryBudget.ofAttempts(ModelChecks.STANDING);

	public RetryBudgetLincheckTests() {
		// Two are left.
		for (int i = 0; i < 58; i++) {
			this.budget.tryWithdraw();
		}
	}

	@Operation
	public void requestStarted() {
		this.budget.requestStarted();
	}

	@Operation
	public boolean tryWithdraw() {
		return this.budget.tryWithdraw();
	}

	@Operation
	public void giveBack() {
		this.budget.giveBack();
	}

	@Test
	void operationsAreLinearizable() {
		ModelChecks.check(RetryBudgetLincheckTests.class);
	}

}
