package io.llmrouter.sample.upstream;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

import io.llmrouter.sample.upstream.UpstreamError.RequestRejectedException;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Handler of {@code POST /{character}/v1/chat/completions}. A client that goes away
 * cancels its generation. At most {@value #MAX_CONCURRENT} requests are answered at a
 * time; more are refused as overload.
 */
final class CompletionHandler {

	static final int MAX_CONCURRENT = 256;

	private static final String APPLICATION_JSON = "application/json";

	private static final int MAX_RETRY_AFTER_SECONDS = 4;

	private static final Duration BODY_TIMEOUT = Duration.ofSeconds(10);

	private final Semaphore permits = new Semaphore(MAX_CONCURRENT);

	private final Map<String, UpstreamCharacter> characters;

	private final RandomGenerator random;

	CompletionHandler(Map<String, UpstreamCharacter> characters, RandomGenerator random) {
		this.characters = characters;
		this.random = random;
	}

	int activeGenerations() {
		return MAX_CONCURRENT - this.permits.availablePermits();
	}

	Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
		UpstreamCharacter character = this.characters.get(String.valueOf(request.param("character")));
		if (character == null) {
			return refuse(response, UpstreamError.NO_SUCH_CHARACTER);
		}
		return body(request).map(CompletionRequest::parse)
			.flatMap((question) -> answerIfFree(new Exchange(character, question, response)))
			.onErrorResume(RequestRejectedException.class, (rejection) -> refuse(response, rejection.error()));
	}

	private static Mono<byte[]> body(HttpServerRequest request) {
		return request.receive()
			.asByteArray()
			.collect(BoundedBody::new, BoundedBody::append)
			.map(BoundedBody::toByteArray)
			.timeout(BODY_TIMEOUT, Mono.error(UpstreamError.TOO_SLOW::rejection));
	}

	private Mono<Void> answerIfFree(Exchange exchange) {
		if (!this.permits.tryAcquire()) {
			return refuse(exchange.response(), UpstreamError.OVERLOADED);
		}
		return Mono.defer(() -> answer(exchange)).doFinally((signal) -> this.permits.release());
	}

	private Mono<Void> answer(Exchange exchange) {
		GenerationPlan plan = GenerationPlan.draw(exchange.character(), exchange.request(), this.random);
		return switch (plan.fate()) {
			case RATE_LIMITED -> refuse(exchange.response().header(HttpHeaderNames.RETRY_AFTER, retryAfter()),
					UpstreamError.RATE_LIMITED);
			case OVERLOADED -> refuse(exchange.response(), UpstreamError.OVERLOADED);
			default -> exchange.request().stream() ? stream(exchange, plan) : whole(exchange, plan);
		};
	}

	private String retryAfter() {
		return String.valueOf(this.random.nextInt(1, MAX_RETRY_AFTER_SECONDS + 1));
	}

	private static Mono<Void> whole(Exchange exchange, GenerationPlan plan) {
		String body = new CompletionWire(exchange.request(), plan).completion();
		Mono<Void> answer = (plan.fate() == GenerationPlan.Fate.CUT) ? half(exchange.response(), body)
				: json(exchange.response(), body);
		return Mono.delay(plan.totalDelay()).then(answer);
	}

	private static Mono<Void> half(HttpServerResponse response, String body) {
		Mono<String> sent = Mono.just(body.substring(0, body.length() / 2));
		return response.sse()
			.header(HttpHeaderNames.CONTENT_TYPE, APPLICATION_JSON)
			.sendString(Flux.concat(sent, cut(response).cast(String.class)))
			.then();
	}

	private static Mono<Void> stream(Exchange exchange, GenerationPlan plan) {
		CompletionWire wire = new CompletionWire(exchange.request(), plan);
		Flux<String> tokens = Flux.fromIterable(plan.steps())
			.concatMap((step) -> Mono.delay(step.delay()).thenReturn(wire.tokenChunk(step.token())), 1);
		Mono<Void> cut = (plan.fate() == GenerationPlan.Fate.CUT) ? cut(exchange.response()) : Mono.empty();
		Flux<String> events = Flux.concat(Mono.just(wire.roleChunk()), tokens, cut.cast(String.class),
				ending(exchange, wire));
		return exchange.response().sse().header("x-request-id", requestId()).sendString(events).then();
	}

	private static Flux<String> ending(Exchange exchange, CompletionWire wire) {
		if (!exchange.request().includeUsage()) {
			return Flux.just(wire.finishChunk(), CompletionWire.DONE);
		}
		return Flux.just(wire.finishChunk(), wire.usageChunk(), CompletionWire.DONE);
	}

	private static Mono<Void> cut(HttpServerResponse response) {
		Mono<Void> closed = Mono.fromRunnable(() -> response.withConnection(CompletionHandler::close));
		// To complete would end the answer in good order: the closed connection cancels
		// it.
		return closed.then(Mono.never());
	}

	private static void close(Connection connection) {
		Channel channel = connection.channel();
		// The task comes after the pending write of what was emitted before the cut.
		channel.eventLoop().execute(() -> {
			channel.flush();
			channel.close();
		});
	}

	private static Mono<Void> refuse(HttpServerResponse response, UpstreamError error) {
		return json(response.status(HttpResponseStatus.valueOf(error.status())), CompletionWire.error(error));
	}

	private static Mono<Void> json(HttpServerResponse response, String body) {
		return response.header(HttpHeaderNames.CONTENT_TYPE, APPLICATION_JSON)
			.header("x-request-id", requestId())
			.sendString(Mono.just(body))
			.then();
	}

	private static String requestId() {
		return "req_" + UUID.randomUUID().toString().replace("-", "");
	}

	private record Exchange(UpstreamCharacter character, CompletionRequest request, HttpServerResponse response) {

	}

	private static final class BoundedBody extends ByteArrayOutputStream {

		private static final int MAX_BYTES = 1024 * 1024;

		void append(byte[] bytes) {
			if (this.count + bytes.length > MAX_BYTES) {
				throw UpstreamError.TOO_LARGE.rejection();
			}
			writeBytes(bytes);
		}

	}

}
