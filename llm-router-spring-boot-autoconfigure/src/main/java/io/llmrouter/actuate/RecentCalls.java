package io.llmrouter.actuate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.llmrouter.call.ChatCall;
import io.llmrouter.call.ChatCallListener;
import io.llmrouter.route.RoutedRequest;
import io.llmrouter.route.RoutedRequestListener;

/**
 * The last calls, for debugging: logical calls of the router with its decision for each,
 * and provider calls that did not come from a router. Holds no content. Thread-safe; its
 * memory is bounded by the number of calls it keeps.
 *
 * @since 0.1.0
 */
public final class RecentCalls implements RoutedRequestListener, ChatCallListener {

	private final int capacity;

	private final Deque<RecentCall> calls;

	/**
	 * Create a memory of calls.
	 * @param capacity the most calls to keep, at least 1
	 */
	public RecentCalls(int capacity) {
		if (capacity < 1) {
			throw new IllegalArgumentException("'capacity' is " + capacity + "; it must be at least 1");
		}
		this.capacity = capacity;
		this.calls = new ArrayDeque<>(capacity);
	}

	@Override
	public void requestEnded(RoutedRequest request) {
		add(RecentCall.of(request));
	}

	@Override
	public void callEnded(ChatCall call) {
		if (call.start().route() == null) {
			add(RecentCall.of(call));
		}
	}

	private void add(RecentCall call) {
		synchronized (this.calls) {
			if (this.calls.size() == this.capacity) {
				this.calls.removeLast();
			}
			this.calls.addFirst(call);
		}
	}

	/**
	 * Return the calls.
	 * @return the calls, newest first
	 */
	public List<RecentCall> latest() {
		synchronized (this.calls) {
			return List.copyOf(this.calls);
		}
	}

}
