package io.llmrouter.sample.upstream;

import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;

import io.llmrouter.sample.upstream.GenerationPlan.Fate;
import io.llmrouter.sample.upstream.answer.Failure;
import io.llmrouter.sample.upstream.answer.Refusal;
import io.llmrouter.sample.upstream.wire.ErrorReply;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Ways in which a request is answered.
 */
final class Replies {

	private static final String APPLICATION_JSON = "application/json";

	private static final int MAX_RETRY_AFTER_SECONDS = 4;

	private Replies() {
	}

	static void refuseAsWished(String message) {
		Refusal wished = Wish.of(message).refusal();
		if (wished != null) {
			throw wished.exception();
		}
	}

	static void refuseAsFated(Fate fate, RandomGenerator random) {
		if (fate == Fate.RATE_LIMITED) {
			Duration wait = Duration.ofSeconds(random.nextInt(1, MAX_RETRY_AFTER_SECONDS + 1));
			throw Refusal.of(Failure.RATE_LIMITED).withRetryAfter(wait).exception();
		}
		if (fate == Fate.OVERLOADED) {
			throw Refusal.of(Failure.OVERLOADED).exception();
		}
	}

	static Mono<Void> refuse(HttpServerResponse response, ErrorReply error) {
		return json(response.status(HttpResponseStatus.valueOf(error.status())), error.headers(), error.body());
	}

	static Mono<Void> json(HttpServerResponse response, Map<String, String> headers, String body) {
		headers.forEach(response::header);
		return response.header(HttpHeaderNames.CONTENT_TYPE, APPLICATION_JSON).sendString(Mono.just(body)).then();
	}

	static Mono<Void> stream(HttpServerResponse response, String contentType, Map<String, String> headers,
			Flux<String> events) {
		headers.forEach(response::header);
		return response.sse().header(HttpHeaderNames.CONTENT_TYPE, contentType).sendString(events).then();
	}

	static Mono<Void> half(HttpServerResponse response, String body) {
		Mono<String> sent = Mono.just(body.substring(0, body.length() / 2));
		return stream(response, APPLICATION_JSON, Map.of(), Flux.concat(sent, cut(response)));
	}

	/**
	 * Close the connection, whatever of the answer was sent.
	 * @param response the response
	 * @return never completes: that would end the answer in good order, while the closed
	 * connection cancels it
	 */
	static Mono<String> cut(HttpServerResponse response) {
		Mono<String> closed = Mono.fromRunnable(() -> response.withConnection(Replies::close));
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

}
