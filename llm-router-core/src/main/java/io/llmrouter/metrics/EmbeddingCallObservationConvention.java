package io.llmrouter.metrics;

import io.llmrouter.call.ChatCall;
import io.llmrouter.call.StartedCall;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Convention of calls for embeddings: the keys of chat calls, but for those that such a
 * call does not have.
 */
final class EmbeddingCallObservationConvention implements ObservationConvention<EmbeddingCallObservationContext> {

	private final DefaultChatCallObservationConvention keys;

	EmbeddingCallObservationConvention(DefaultChatCallObservationConvention keys) {
		this.keys = keys;
	}

	@Override
	public String getName() {
		return MeterNames.EMBEDDINGS;
	}

	@Override
	public String getContextualName(EmbeddingCallObservationContext context) {
		StartedCall start = context.getStart();
		return start.operation().code() + " " + start.model();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(EmbeddingCallObservationContext context) {
		StartedCall start = context.getStart();
		ChatCall call = context.getCall();
		KeyValues known = KeyValues.of(this.keys.model(start), this.keys.provider(start));
		return DefaultChatCallObservationConvention.withTags(start,
				(call != null) ? known.and(this.keys.errorType(call), this.keys.outcome(call)) : known);
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(EmbeddingCallObservationContext context) {
		return this.keys.spanKeyValues(context);
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof EmbeddingCallObservationContext;
	}

}
