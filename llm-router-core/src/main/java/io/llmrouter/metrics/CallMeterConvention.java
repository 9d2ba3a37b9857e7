package io.llmrouter.metrics;

import io.llmrouter.call.StartedCall;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * Convention that names the meters of calls that {@link MicrometerCallListener} records.
 * What it does not name keeps its name whatever the convention. Thread-safe.
 *
 * @since 0.1.0
 */
public interface CallMeterConvention {

	/** The router's own names. */
	CallMeterConvention LLM_ROUTER = new CallMeterConvention() {
	};

	/**
	 * Return the tags that tell calls apart in the meters this convention names.
	 * @param call what is known about the call
	 * @return the tags, without those of one's own
	 */
	default Tags tags(StartedCall call) {
		return Tags.of(MeterNames.PROVIDER, call.provider(), MeterNames.MODEL, call.model());
	}

	/**
	 * Return the name of the timer to the first content of a stream.
	 * @return the name
	 */
	default String timeToFirstToken() {
		return MeterNames.TIME_TO_FIRST_TOKEN;
	}

	/**
	 * Create the meters of reported tokens.
	 * @param registry the registry of the meters
	 * @param tags the tags that all of them have
	 * @return the meters
	 */
	default TokenMeters tokens(MeterRegistry registry, Tags tags) {
		return new RouterTokenMeters(registry, tags);
	}

}
