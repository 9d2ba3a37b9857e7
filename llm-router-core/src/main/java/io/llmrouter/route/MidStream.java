package io.llmrouter.route;

/**
 * What a route does when a stream breaks after content has reached the caller.
 *
 * @since 0.1.0
 */
public enum MidStream {

	/**
	 * Ask the next candidate from the start, swallow its answer as long as it equals what
	 * was shown, and go on from there. At the first difference the stream fails.
	 */
	RESUME,

	/** Fail at once. */
	FAIL

}
