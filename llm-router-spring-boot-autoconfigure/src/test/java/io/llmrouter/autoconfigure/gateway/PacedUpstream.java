package io.llmrouter.autoconfigure.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Provider on loopback whose streams are as long and as fast as a test wants. It sends
 * slices of one buffer outside of the heap, so that what waits to be sent weighs nothing.
 */
final class PacedUpstream implements AutoCloseable {

	private static final String EVENT = """
			data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,\
			"delta":{"content":"%s"},"finish_reason":%s}]}

			""";

	private static final String WHOLE = """
			{"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,\
			"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}""";

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicLong asked = new AtomicLong();

	private final AtomicLong sent = new AtomicLong();

	private final ByteBuf event;

	private final ByteBuf end;

	private final int events;

	private final Duration pace;

	private final DisposableServer server;

	/**
	 * Create a provider.
	 * @param characters the length of the text of one event
	 * @param events how many events a stream has
	 * @param pace the time between two, zero for none
	 */
	PacedUpstream(int characters, int events, Duration pace) {
		this.event = direct(EVENT.formatted("x".repeat(characters), "null"));
		this.end = direct(EVENT.formatted("", "\"stop\"") + "data: [DONE]\n\n");
		this.events = events;
		this.pace = pace;
		this.server = HttpServer.create()
			.host("127.0.0.1")
			.childOption(ChannelOption.SO_SNDBUF, 65_536)
			.handle(this::answer)
			.bindNow();
	}

	private static ByteBuf direct(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
		return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(buffer));
	}

	private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		return request.receive().aggregate().asString().flatMap((body) -> {
			this.asked.incrementAndGet();
			this.open.incrementAndGet();
			return (body.contains("\"stream\":true") ? stream(response) : whole(response))
				.doFinally((signal) -> this.open.decrementAndGet());
		});
	}

	private Mono<Void> stream(HttpServerResponse response) {
		Flux<ByteBuf> body = Flux.range(0, this.events)
			.doOnNext((number) -> this.sent.incrementAndGet())
			.map((number) -> this.event.duplicate())
			.concatWith(Mono.fromSupplier(this.end::duplicate));
		Flux<ByteBuf> paced = this.pace.isZero() ? body
				: body.zipWith(Flux.interval(this.pace).onBackpressureDrop(), (next, tick) -> next);
		return response.header("Content-Type", "text/event-stream").send(paced, (event) -> true).then();
	}

	private Mono<Void> whole(HttpServerResponse response) {
		return response.header("Content-Type", "application/json")
			.sendString(Mono.just(WHOLE).delaySubscription(this.pace))
			.then();
	}

	/**
	 * Return how many requests are being answered.
	 * @return the number of them
	 */
	int open() {
		return this.open.get();
	}

	/**
	 * Return how many requests came.
	 * @return the number of them
	 */
	long asked() {
		return this.asked.get();
	}

	/**
	 * Return how many events were made for all streams together.
	 * @return the number of them
	 */
	long sent() {
		return this.sent.get();
	}

	String baseUrl() {
		return "http://127.0.0.1:" + this.server.port() + "/v1";
	}

	@Override
	public void close() {
		this.server.disposeNow();
	}

}
