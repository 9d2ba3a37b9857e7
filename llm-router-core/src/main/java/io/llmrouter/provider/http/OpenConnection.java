package io.llmrouter.provider.http;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.SignalType;
import reactor.netty.Connection;
import reactor.netty.channel.ChannelOperations;
import reactor.util.context.Context;

import org.springframework.http.client.reactive.ClientHttpRequest;

/**
 * Connection of one call, which ends when the call is cancelled. Spring's client loses a
 * cancel that comes while it hands over the head of an answer: it then reads the body to
 * its end, which of a stream may take minutes, and leaks what it had buffered
 * (spring-framework issue 37204, seen in 7.0.10).
 * <p>
 * One instance per call. Thread-safe.
 */
final class OpenConnection {

	private static final Logger log = LoggerFactory.getLogger(OpenConnection.class);

	/** Key under which Reactor looks for what to do with the dropped errors of a call. */
	private static final String ON_ERROR_DROPPED = "reactor.onErrorDropped.local";

	private static final Consumer<Throwable> DROP = (failure) -> log.debug("Dropped after the end of a call: {}",
			failure.getClass().getName());

	private final AtomicReference<@Nullable Connection> connection = new AtomicReference<>();

	private volatile boolean cancelled;

	/**
	 * Let an error that comes after a cancel go unseen. Reactor would log it, and
	 * Spring's client makes one of a cancel that it loses.
	 * @param context the context of the call
	 * @return the context in which errors are dropped
	 */
	static Context withSilentDrops(Context context) {
		return context.put(ON_ERROR_DROPPED, DROP);
	}

	/**
	 * Take note of the connection. Clients other than Reactor Netty's have none to tell.
	 * @param request the request that is about to be sent on it
	 */
	void opened(ClientHttpRequest request) {
		Object nativeRequest = request.getNativeRequest();
		if (nativeRequest instanceof Connection opened) {
			this.connection.set(opened);
			if (this.cancelled) {
				close();
			}
		}
	}

	/**
	 * Take note of the end of the call.
	 * @param signal how it ended
	 */
	void ended(SignalType signal) {
		if (signal == SignalType.CANCEL) {
			this.cancelled = true;
			close();
		}
	}

	private void close() {
		Connection open = this.connection.getAndSet(null);
		// Once it is back in the pool it belongs to another call.
		if (open != null && ChannelOperations.get(open.channel()) == open) {
			open.dispose();
		}
	}

}
