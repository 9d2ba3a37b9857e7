package io.llmrouter.metrics;

import io.llmrouter.call.ChatCall;
import io.llmrouter.call.StartedCall;
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

}
