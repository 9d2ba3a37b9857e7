package io.llmrouter.benchmarks;

import java.time.Instant;

import io.llmrouter.call.TimeSource;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Model checks of the states that threads share: Lincheck makes up scenarios, runs each
 * under many interleavings of its threads, and looks for results that no order of the
 * operations explains.
 */
public final class ModelChecks {

	/** Time that stands still, as it must in a scenario that is run again and again. */
	public static final TimeSource STANDING = new TimeSource() {

		@Override
		public long nanoTime() {
			return 0;
		}

		@Override
		public Instant now() {
			return Instant.EPOCH;
		}

	};

	private ModelChecks() {
	}

	/**
	 * Check that the operations of a class are linearizable.
	 * @param operations the class
	 */
	public static void check(Class<?> operations) {
		// Its maps of enums do not survive being looked into.
		new ModelCheckingOptions()
			.addGuarantee(ManagedStrategyGuaranteeKt
				.forClasses((String name) -> name.startsWith("io.github.resilience4j") || name.startsWith("org.slf4j"))
				.allMethods()
				.treatAsAtomic())
			.iterations(30)
			.invocationsPerIteration(500)
			.actorsBefore(0)
			.threads(2)
			.actorsPerThread(3)
			.check(operations);
	}

}
