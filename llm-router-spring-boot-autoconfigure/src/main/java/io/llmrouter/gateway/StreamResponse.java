package io.llmrouter.gateway;

import java.util.concurrent.atomic.AtomicBoolean;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.gateway.openai.ChatStreamWriter;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * Response that streams one answer. Nothing is sent before the first event, so that a
 * failure before it has a status of its own; a failure after it is the last event. A
 * caller that goes away cancels the answer; one that reads slowly slows it down. Used by
 * one request.
 */
final class StreamResponse implements ServerResponse {

	private final Flux<ChatChunk> chunks;

	private final ChatStreamWriter writer;

	private final Heartbeats heartbeats;

	private final ErrorResponses errors;

	private final RouterHeaders router;

	private final AtomicBoolean begun = new AtomicBoolean();

	private @Nullable String provider;

	StreamResponse(Flux<ChatChunk> chunks, ChatStreamWriter writer, Heartbeats heartbeats, ErrorResponses errors,
			RouterHeaders router) {
		this.chunks = chunks;
		this.writer = writer;
		this.heartbeats = heartbeats;
		this.errors = errors;
		this.router = router;
	}

	@Override
	public HttpStatusCode statusCode() {
		return HttpStatus.OK;
	}

	@Override
	public HttpHeaders headers() {
		HttpHeaders headers = new HttpHeaders();
		headers.setContentType(MediaType.TEXT_EVENT_STREAM);
		headers.setCacheControl("no-cache");
		// nginx would collect the events otherwise.
		headers.set("X-Accel-Buffering", "no");
		return headers;
	}

	@Override
	public MultiValueMap<String, ResponseCookie> cookies() {
		return new LinkedMultiValueMap<>();
	}

	@Override
	public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
		ServerHttpResponse response = exchange.getResponse();
		Flux<byte[]> events = this.heartbeats.during(events()).doOnNext((event) -> begin(response));
		return response.writeAndFlushWith(EventPieces.of(events, response.bufferFactory()))
			.onErrorResume((failure) -> response.isCommitted() ? Mono.error(failure)
					: this.errors.of(failure, this.router).writeTo(response));
	}

	private Flux<byte[]> events() {
		return this.chunks.doOnNext(this::remember)
			.map(this.writer::write)
			.filter((event) -> event.length > 0)
			.concatWith(Mono.fromSupplier(this.writer::end))
			.onErrorResume(this::failed)
			.contextWrite(this.router.trace()::addTo);
	}

	private void remember(ChatChunk chunk) {
		if (chunk instanceof ChatChunk.Start start) {
			this.provider = start.provider();
		}
	}

	private Mono<byte[]> failed(Throwable failure) {
		return this.begun.get() ? Mono.just(ChatStreamWriter.error(this.errors.inStream(failure)))
				: Mono.error(failure);
	}

	// The response is committed with the first event, after this.
	private void begin(ServerHttpResponse response) {
		if (this.begun.compareAndSet(false, true)) {
			response.setStatusCode(HttpStatus.OK);
			response.getHeaders().putAll(headers());
			this.router.write(response.getHeaders(), this.provider);
		}
	}

}
