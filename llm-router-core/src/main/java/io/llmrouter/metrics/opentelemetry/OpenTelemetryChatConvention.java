package io.llmrouter.metrics.opentelemetry;

import io.llmrouter.call.CallOperation;
import io.llmrouter.metrics.ChatCallObservationContext;
import io.llmrouter.metrics.ChatCallObservationConvention;
import io.micrometer.observation.Observation;

/**
 * Observation of chat calls under OpenTelemetry's names. Made for extension.
 *
 * @since 0.1.0
 */
public class OpenTelemetryChatConvention extends OpenTelemetryConvention<ChatCallObservationContext>
		implements ChatCallObservationConvention {

	/**
	 * Create a convention.
	 * @param naming the names
	 * @param spanDetails whether to give the key values that only trace spans show
	 */
	public OpenTelemetryChatConvention(OpenTelemetryNaming naming, boolean spanDetails) {
		super(naming, CallOperation.CHAT, spanDetails);
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return ChatCallObservationConvention.super.supportsContext(context);
	}

}
