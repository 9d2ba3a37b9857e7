package io.llmrouter.metrics.opentelemetry;

import io.llmrouter.call.CallOperation;
import io.llmrouter.metrics.EmbeddingCallObservationContext;
import io.micrometer.observation.Observation;

/**
 * Observation of calls for embeddings under OpenTelemetry's names. Made for extension.
 *
 * @since 0.1.0
 */
public class OpenTelemetryEmbeddingConvention extends OpenTelemetryConvention<EmbeddingCallObservationContext> {

	/**
	 * Create a convention.
	 * @param naming the names
	 * @param spanDetails whether to give the key values that only trace spans show
	 */
	public OpenTelemetryEmbeddingConvention(OpenTelemetryNaming naming, boolean spanDetails) {
		super(naming, CallOperation.EMBEDDINGS, spanDetails);
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof EmbeddingCallObservationContext;
	}

}
