package io.llmrouter.stats;

import org.jspecify.annotations.Nullable;

/**
 * Lookup of the circuits of a router, to be shown beside the figures. Statistics decide
 * nothing by them. Implementations are thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CircuitLookup {

	/** Lookup that knows none. */
	CircuitLookup NONE = (provider, model) -> null;

	/**
	 * Return the state of a circuit.
	 * @param provider the configured name of the provider
	 * @param model the model label
	 * @return {@code closed}, {@code half-open} or {@code open}, or {@code null} where it
	 * is not known
	 */
	@Nullable String circuit(String provider, String model);

}
