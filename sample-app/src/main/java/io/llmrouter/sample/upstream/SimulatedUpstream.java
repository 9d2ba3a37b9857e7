package io.llmrouter.sample.upstream;

import java.time.Duration;
import java.util.Random;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * HTTP server on a loopback port that stands for several providers of the OpenAI wire,
 * each at its own path {@code /{character}/v1}. Has one thread of its own, so that it
 * takes none from the application that it is called by.
 *
 * @since 0.1.0
 */
public final class SimulatedUpstream implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SimulatedUpstream.class);

	private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);

	private final LoopResources loops = LoopResources.create("upstream", 1, true);

	private final ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);

	private final CompletionHandler handler;

	private final DisposableServer server;

	private SimulatedUpstream(UpstreamProperties properties) {
		Long seed = properties.seed();
		this.handler = new CompletionHandler(properties.characters(), (seed != null) ? new Random(seed) : new Random());
		this.server = HttpServer.create()
			.host("127.0.0.1")
			.port(properties.port())
			.runOn(this.loops)
			.channelGroup(this.connections)
			.idleTimeout(IDLE_TIMEOUT)
			.route((routes) -> routes.post("/{character}/v1/chat/completions", this.handler::handle))
			.bindNow();
	}

	/**
	 * Start a server. Returns when it listens.
	 * @param properties the port and the characters
	 * @return the running server
	 */
	public static SimulatedUpstream start(UpstreamProperties properties) {
		SimulatedUpstream upstream = new SimulatedUpstream(properties);
		logger.info("Simulated providers {} listen on 127.0.0.1:{}", properties.characters().keySet(), upstream.port());
		return upstream;
	}

	/**
	 * Return the port.
	 * @return the port that the server listens on
	 */
	public int port() {
		return this.server.port();
	}

	/**
	 * Return how many answers are being generated.
	 * @return the number of requests that are read but not yet answered completely
	 */
	public int activeGenerations() {
		return this.handler.activeGenerations();
	}

	/**
	 * Wait for the end.
	 * @return completes when the server listens no more
	 */
	public Mono<Void> onClose() {
		return this.server.onDispose();
	}

	/**
	 * Stop listening and close all connections. Does not wait for either.
	 */
	@Override
	public void close() {
		this.server.dispose();
		this.connections.close();
		this.loops.dispose();
	}

}
