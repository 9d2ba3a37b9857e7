package io.llmrouter.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.route.RouteCandidate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunctions;

/**
 * Endpoint on a real server over a router that answers as it is told.
 */
abstract class GatewayFixture {

	static final Duration PATIENCE = Duration.ofSeconds(30);

	static final String KEY = "sk-canary-0123456789";

	static final String QUESTION = """
			{"model": "fast", "messages": [{"role": "user", "content": "Hello"}]}""";

	static final String STREAM = """
			{"model": "fast", "stream": true, "messages": [{"role": "user", "content": "Hello"}]}""";

	final JsonMapper json = JsonMapper.builder().build();

	final StubRouter router = new StubRouter();

	final StubEmbeddings vectors = new StubEmbeddings("swift", "swift-embed", "openai");

	final StubEmbeddings plain = new StubEmbeddings("steady", "steady-embed", null);

	final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private DisposableServer server;

	GatewaySettings settings() {
		return new GatewaySettings("/v1", 10_000, Duration.ofSeconds(30), Duration.ofSeconds(15));
	}

	GatewayKeys keys() {
		return new GatewayKeys();
	}

	@BeforeEach
	void serve() {
		ModelCatalog catalog = new ConfiguredModelCatalog(
				Map.of("fast", List.of(RouteCandidate.of("swift")), "default", List.of(RouteCandidate.of("swift"))),
				List.of("old-model"), List.of(new Named("swift", List.of("swift-1")),
						new Named("steady", List.of("steady-1", "org/steady-2"))));
		GatewayRoutes routes = new GatewayRoutes(settings(), keys(), this.router, catalog,
				new EmbeddingModels(List.of(this.vectors, this.plain)));
		this.server = HttpServer.create()
			.host("127.0.0.1")
			.handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(routes.toRouterFunction())))
			.bindNow();
	}

	@AfterEach
	void stop() {
		this.server.disposeNow();
	}

	int port() {
		return this.server.port();
	}

	HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).timeout(PATIENCE);
	}

	HttpRequest.Builder post(String path, String body) {
		return request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
	}

	HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.client.send(request.build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	JsonNode error(HttpResponse<String> response) {
		JsonNode error = this.json.readTree(response.body()).path("error");
		if (!error.path("message").isString() || !error.path("type").isString() || !error.has("param")
				|| !error.has("code")) {
			throw new AssertionError("No error of OpenAI's shape: " + response.body());
		}
		return error;
	}

	static Caller caller(String... models) {
		return new Caller("team", Set.of(models));
	}

	RawClient raw(String body) {
		return new RawClient(port(), body);
	}

	/**
	 * Client that reads when it is told, line by line.
	 */
	static final class RawClient implements AutoCloseable {

		private final Socket socket;

		private final BufferedReader in;

		RawClient(int port, String body) {
			try {
				this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
				this.socket.setSoTimeout((int) PATIENCE.toMillis());
				this.in = new BufferedReader(
						new InputStreamReader(this.socket.getInputStream(), StandardCharsets.UTF_8));
				byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
				String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
						+ "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n";
				this.socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
				this.socket.getOutputStream().write(bytes);
				this.socket.getOutputStream().flush();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		/**
		 * Read up to a line.
		 * @param start how the line begins
		 * @return the line
		 */
		String until(String start) {
			try {
				String line = this.in.readLine();
				while (line != null && !line.startsWith(start)) {
					line = this.in.readLine();
				}
				return (line != null) ? line : "";
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		public void close() {
			try {
				this.socket.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	/**
	 * Provider that is only named.
	 *
	 * @param name its name
	 * @param models its models
	 */
	record Named(String name, List<String> models) implements ChatProvider {

		@Override
		public Mono<ChatResponse> chat(ChatRequest request) {
			return Mono.empty();
		}

		@Override
		public Flux<ChatChunk> stream(ChatRequest request) {
			return Flux.empty();
		}

	}

}
