package io.llmrouter.sample.upstream;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;

import io.llmrouter.sample.upstream.embedding.EmbeddingWire;
import io.llmrouter.sample.upstream.embedding.GeminiEmbeddings;
import io.llmrouter.sample.upstream.embedding.OllamaEmbeddings;
import io.llmrouter.sample.upstream.embedding.OpenAiEmbeddings;
import io.llmrouter.sample.upstream.wire.AnthropicWire;
import io.llmrouter.sample.upstream.wire.GeminiWire;
import io.llmrouter.sample.upstream.wire.OllamaWire;
import io.llmrouter.sample.upstream.wire.OpenAiWire;
import io.llmrouter.sample.upstream.wire.Wire;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.resources.LoopResources;

/**
 * HTTP server on a loopback port that stands for several providers. Each answers at its
 * own path {@code /{character}} and speaks all wires, as the path after it tells:
 * {@code /v1/chat/completions} and {@code /v1/embeddings} as OpenAI, {@code /v1/messages}
 * as Anthropic, {@code /v1beta/models/…} and {@code /v1/models/…} as Gemini,
 * {@code /api/chat} and {@code /api/embed} as Ollama. Has one thread of its own, so that
 * it takes none from the application that it is called by. A message can ask for a
 * failure, for example with the words {@code status:429}.
 *
 * @since 0.1.0
 */
public final class SimulatedUpstream implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SimulatedUpstream.class);

	private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);

	private final LoopResources loops = LoopResources.create("upstream", 1, true);

	private final ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);

	private final RequestGate gate;

	private final RandomGenerator random;

	private final DisposableServer server;

	private SimulatedUpstream(UpstreamProperties properties) {
		Long seed = properties.seed();
		this.random = (seed != null) ? new Random(seed) : new Random();
		this.gate = new RequestGate(properties.characters());
		this.server = HttpServer.create()
			.host("127.0.0.1")
			.port(properties.port())
			.runOn(this.loops)
			.channelGroup(this.connections)
			.idleTimeout(IDLE_TIMEOUT)
			.route(this::addRoutes)
			.bindNow();
	}

	private void addRoutes(HttpServerRoutes routes) {
		addChat(routes, "/v1/chat/completions", new OpenAiWire());
		addChat(routes, "/v1/messages", new AnthropicWire());
		addChat(routes, "/{version}/models/{model}:generateContent", new GeminiWire());
		addChat(routes, "/{version}/models/{model}:streamGenerateContent", new GeminiWire());
		addChat(routes, "/api/chat", new OllamaWire());
		addEmbeddings(routes, "/v1/embeddings", new OpenAiEmbeddings());
		addEmbeddings(routes, "/{version}/models/{model}:batchEmbedContents", new GeminiEmbeddings());
		addEmbeddings(routes, "/api/embed", new OllamaEmbeddings());
	}

	private void addChat(HttpServerRoutes routes, String path, Wire wire) {
		routes.post("/{character}" + path, this.gate.to(new ChatOperation(wire, this.random)));
	}

	private void addEmbeddings(HttpServerRoutes routes, String path, EmbeddingWire wire) {
		routes.post("/{character}" + path, this.gate.to(new EmbeddingOperation(wire, this.random)));
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
		return this.gate.activeGenerations();
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
