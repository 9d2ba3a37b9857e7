package io.llmrouter.metrics;

import io.llmrouter.call.CallLabels;
import io.llmrouter.call.CallLabels.Limit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counter of the calls of which a label became {@code other}, by the bound that it was
 * beyond. Has no series until that happens.
 *
 * @since 0.1.0
 */
public final class MicrometerLabelLimits {

	private final MeterRegistry registry;

	/**
	 * Create a counter.
	 * @param registry the registry of the meters
	 */
	public MicrometerLabelLimits(MeterRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Count what is beyond the bounds of labels.
	 * @param labels the labels
	 */
	public void bindTo(CallLabels labels) {
		labels.onLimit(this::count);
	}

	private void count(Limit limit) {
		Counter.builder(MeterNames.LABELS_LIMITED)
			.description("Calls of which a label was beyond a bound and became 'other'")
			.tag(MeterNames.LIMIT, limit.code())
			.register(this.registry)
			.increment();
	}

}
