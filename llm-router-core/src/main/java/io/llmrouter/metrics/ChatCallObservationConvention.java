package io.llmrouter.metrics;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Convention that names the observation of a provider call and its key values. Asked
 * twice for the key values, at the start and at the end: what it adds at the end only
 * stays out of the long task timer of calls in flight.
 *
 * @since 0.1.0
 */
public interface ChatCallObservationConvention extends ObservationConvention<ChatCallObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof ChatCallObservationContext;
	}

}
