package io.llmrouter.call;

/**
 * Listener to the calls of all providers. Meters and statistics are two of them; a bean
 * of this type is a further one, ordered as beans are. Implementations are thread-safe,
 * return quickly and do not block: they run on the thread that carries the answer. What
 * they throw is logged once and never reaches the call.
 *
 * @since 0.1.0
 */
public interface ChatCallListener {

	/**
	 * Return whether this listener hears of the calls for an operation. Asked once, when
	 * the observer is made. By default only chat calls are heard, so that a listener who
	 * times answers does not mix in embeddings, which are much faster.
	 * @param operation the operation
	 * @return whether to tell this listener of its calls
	 */
	default boolean hears(CallOperation operation) {
		return operation == CallOperation.CHAT;
	}

	/**
	 * Called at subscription, before anything is sent. Every start is followed by exactly
	 * one end.
	 * @param call what is known so far
	 */
	default void callStarted(StartedCall call) {
	}

	/**
	 * Called once when the call is over, before its last signal reaches the caller.
	 * @param call the finished call
	 */
	void callEnded(ChatCall call);

}
