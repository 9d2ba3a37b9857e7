package io.llmrouter.metrics;

import io.llmrouter.call.StartedCall;

/**
 * Context of the observation of one call for embeddings. Holds no content. No
 * {@link ChatCallObservationContext}, so that a convention made for chat calls does not
 * give these calls their name.
 *
 * @since 0.1.0
 */
public class EmbeddingCallObservationContext extends CallObservationContext {

	/**
	 * Create the context of a call that begins.
	 * @param start what is known about the call
	 */
	public EmbeddingCallObservationContext(StartedCall start) {
		super(start);
	}

}
