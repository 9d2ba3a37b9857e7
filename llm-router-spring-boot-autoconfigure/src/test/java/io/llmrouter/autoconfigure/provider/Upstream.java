package io.llmrouter.autoconfigure.provider;

import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import io.netty.handler.codec.http.HttpHeaders;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Provider on loopback that records what it is asked and answers as it is told.
 */
final class Upstream implements AutoCloseable {

	private final List<Request> requests = new CopyOnWriteArrayList<>();

	private final Set<SocketAddress> clients = ConcurrentHashMap.newKeySet();

	private final DisposableServer server;

	private volatile Answer answer = (request, response) -> response.status(500).send();

	Upstream() {
		this(UnaryOperator.identity());
	}

	Upstream(UnaryOperator<HttpServer> customizer) {
		this.server = customizer.apply(HttpServer.create().host("127.0.0.1").port(0)).handle((request, response) -> {
			this.clients.add(Objects.requireNonNull(request.remoteAddress()));
			return request.receive().aggregate().asString().defaultIfEmpty("").flatMap((body) -> {
				Request received = new Request(request.requestHeaders().copy(), body);
				this.requests.add(received);
				return Mono.from(this.answer.to(received, response));
			});
		}).bindNow();
	}

	void answer(Answer newAnswer) {
		this.answer = newAnswer;
	}

	/**
	 * Answer every request with a whole answer.
	 * @param body the body
	 */
	void answerWhole(String body) {
		this.answer = (request,
				response) -> response.header("Content-Type", "application/json").sendString(Mono.just(body)).then();
	}

	/**
	 * Answer every request with a stream.
	 * @param type its media type
	 * @param pieces the pieces of its body
	 */
	void answerStream(String type, Flux<String> pieces) {
		// As for events each piece is flushed.
		this.answer = (request, response) -> response.sse().header("Content-Type", type).sendString(pieces).then();
	}

	int port() {
		return this.server.port();
	}

	String url() {
		return "http://127.0.0.1:" + port() + "/v1";
	}

	List<Request> requests() {
		return this.requests;
	}

	int connections() {
		return this.clients.size();
	}

	@Override
	public void close() {
		this.server.disposeNow();
	}

	/**
	 * What to do with one request.
	 */
	@FunctionalInterface
	interface Answer {

		Publisher<Void> to(Request request, HttpServerResponse response);

	}

	/**
	 * Request that was received.
	 *
	 * @param headers the headers
	 * @param body the body
	 */
	record Request(HttpHeaders headers, String body) {

	}

}
