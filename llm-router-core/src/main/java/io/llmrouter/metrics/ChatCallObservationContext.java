package io.llmrouter.metrics;

import io.llmrouter.call.StartedCall;

/**
 * Context of the observation of one call of a chat provider. Holds no content. Not a
 * sender context: what crosses the network is the HTTP exchange within, which has an
 * observation of its own and hands on the trace.
 *
 * @since 0.1.0
 */
public class ChatCallObservationContext extends CallObservationContext {

	/**
	 * Create the context of a call that begins.
	 * @param start what is known about the call
	 */
	public ChatCallObservationContext(StartedCall start) {
		super(start);
	}

}
