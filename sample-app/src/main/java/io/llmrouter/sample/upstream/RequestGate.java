package io.llmrouter.sample.upstream;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;

import io.llmrouter.sample.upstream.answer.Failure;
import io.llmrouter.sample.upstream.answer.Refusal;
import io.llmrouter.sample.upstream.answer.RefusedException;
import io.llmrouter.sample.upstream.wire.WireRequest;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Gate through which every request comes to the simulated provider that its path names. A
 * client that goes away cancels its generation. At most {@value #MAX_CONCURRENT} requests
 * are answered at a time; more are refused as overload.
 */
final class RequestGate {

	static final int MAX_CONCURRENT = 256;

	private static final Duration BODY_TIMEOUT = Duration.ofSeconds(10);

	private final Semaphore permits = new Semaphore(MAX_CONCURRENT);

	private final Map<String, UpstreamCharacter> characters;

	RequestGate(Map<String, UpstreamCharacter> characters) {
		this.characters = characters;
	}

	int activeGenerations() {
		return MAX_CONCURRENT - this.permits.availablePermits();
	}

	BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> to(Operation operation) {
		return (request, response) -> handle(operation, request, response);
	}

	private Mono<Void> handle(Operation operation, HttpServerRequest request, HttpServerResponse response) {
		UpstreamCharacter character = this.characters.get(text(request.param("character")));
		if (character == null) {
			return refuse(operation, response, Refusal.of(Failure.NOT_FOUND, "No simulated provider has this name."));
		}
		String model = text(request.param("model"));
		return body(request).map((body) -> WireRequest.parse(request.uri(), model, request.requestHeaders(), body))
			.flatMap((parsed) -> answerIfFree(operation, new Operation.Exchange(character, parsed, response)))
			.onErrorResume(RefusedException.class, (refused) -> refuse(operation, response, refused.refusal()));
	}

	private static String text(@Nullable String parameter) {
		return (parameter != null) ? parameter : "";
	}

	private static Mono<byte[]> body(HttpServerRequest request) {
		return request.receive()
			.asByteArray()
			.collect(BoundedBody::new, BoundedBody::append)
			.map(BoundedBody::toByteArray)
			.timeout(BODY_TIMEOUT, Mono.error(Refusal.of(Failure.TIMEOUT)::exception));
	}

	private Mono<Void> answerIfFree(Operation operation, Operation.Exchange exchange) {
		if (!this.permits.tryAcquire()) {
			return Mono.error(Refusal.of(Failure.OVERLOADED)::exception);
		}
		return Mono.defer(() -> operation.answer(exchange)).doFinally((signal) -> this.permits.release());
	}

	private static Mono<Void> refuse(Operation operation, HttpServerResponse response, Refusal refusal) {
		return Replies.refuse(response, operation.error(refusal));
	}

	private static final class BoundedBody extends ByteArrayOutputStream {

		private static final int MAX_BYTES = 1024 * 1024;

		void append(byte[] bytes) {
			if (this.count + bytes.length > MAX_BYTES) {
				throw Refusal.of(Failure.REQUEST_TOO_LARGE).exception();
			}
			writeBytes(bytes);
		}

	}

}
