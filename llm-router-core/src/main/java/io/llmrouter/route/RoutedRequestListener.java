package io.llmrouter.route;

/**
 * Listener to the logical calls of a router. Implementations are thread-safe, return
 * quickly and do not block. What they throw is logged once and never reaches the call.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RoutedRequestListener {

	/**
	 * Called once when a logical call is over, before its last signal reaches the caller.
	 * @param request the finished call
	 */
	void requestEnded(RoutedRequest request);

}
