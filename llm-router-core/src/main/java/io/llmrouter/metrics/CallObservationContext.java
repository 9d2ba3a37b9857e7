package io.llmrouter.metrics;

import io.llmrouter.call.ChatCall;
import io.llmrouter.call.StartedCall;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * What the contexts of all provider calls have. Holds no content. Not a sender context:
 * what crosses the network is the HTTP exchange within, which has an observation of its
 * own and hands on the trace.
 *
 * @since 0.1.0
 */
public abstract class CallObservationContext extends Observation.Context {

	private final StartedCall start;

	private volatile @Nullable ChatCall call;

	// Handlers look at these several times in a call. As a map they would be put in order
	// at each look.
	private volatile KeyValues lowCardinality = KeyValues.empty();

	CallObservationContext(StartedCall start) {
		this.start = start;
	}

	/**
	 * Return what was known when the call began.
	 * @return the started call
	 */
	public StartedCall getStart() {
		return this.start;
	}

	/**
	 * Return the finished call.
	 * @return the call, or {@code null} while it runs
	 */
	public @Nullable ChatCall getCall() {
		return this.call;
	}

	/**
	 * Set the finished call, before the observation stops.
	 * @param call the call
	 */
	public void setCall(ChatCall call) {
		this.call = call;
	}

	@Override
	public Observation.Context addLowCardinalityKeyValue(KeyValue keyValue) {
		this.lowCardinality = this.lowCardinality.and(keyValue);
		return this;
	}

	@Override
	public Observation.Context addLowCardinalityKeyValues(KeyValues keyValues) {
		this.lowCardinality = this.lowCardinality.and(keyValues);
		return this;
	}

	@Override
	public Observation.Context removeLowCardinalityKeyValue(String name) {
		this.lowCardinality = KeyValues
			.of(this.lowCardinality.stream().filter((kept) -> !kept.getKey().equals(name)).toList());
		return this;
	}

	@Override
	public KeyValues getLowCardinalityKeyValues() {
		return this.lowCardinality;
	}

	@Override
	public @Nullable KeyValue getLowCardinalityKeyValue(String name) {
		return this.lowCardinality.stream().filter((one) -> one.getKey().equals(name)).findFirst().orElse(null);
	}

}
