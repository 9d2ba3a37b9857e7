package io.llmrouter.provider.http;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.llmrouter.call.CallContext;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
 * It also runs the cancel in the event loop of the connection. From any other thread
 * Reactor Netty only queues the closing, and where the answer ends at that moment the
 * connection is back in the pool and serves another call by the time it is closed (its
 * pull request 4137, seen in 1.3.8).
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

	private volatile @Nullable EventLoop loop;

	private volatile boolean cancelled;

	/**
	 * Return the context for the HTTP client. In it an error that comes after a cancel
	 * goes unseen: Reactor would log it, and Spring's client makes one of a cancel that
	 * it loses. What the router tells the observer is left out, for nobody beyond reads
	 * it, and a context of four entries costs more to make than one of three by far.
	 * @param context the context of the call
	 * @return the context of the exchange
	 */
	static Context context(Context context) {
		return CallContext.removeFrom(context).put(ON_ERROR_DROPPED, DROP);
	}

	/**
	 * Take note of the connection. Clients other than Reactor Netty's have none to tell.
	 * @param request the request that is about to be sent on it
	 */
	void opened(ClientHttpRequest request) {
		Object nativeRequest = request.getNativeRequest();
		if (nativeRequest instanceof Connection opened) {
			this.loop = opened.channel().eventLoop();
			this.connection.set(opened);
			if (this.cancelled) {
				close();
			}
		}
	}

	/**
	 * Run the cancel of the call: in the event loop of its connection, and at once as
	 * long as there is none.
	 * @param cancel the cancel
	 */
	void inItsLoop(Runnable cancel) {
		EventLoop own = this.loop;
		if (own == null || own.inEventLoop() || own.isShuttingDown()) {
			cancel.run();
		}
		else {
			own.execute(cancel);
		}
	}

	/**
	 * Close the connection, now or as soon as it is open.
	 */
	void end() {
		this.cancelled = true;
		close();
	}

	private void close() {
		Connection open = this.connection.getAndSet(null);
		// Once it is back in the pool it belongs to another call.
		if (open != null && ChannelOperations.get(open.channel()) == open) {
			open.dispose();
		}
	}

}
