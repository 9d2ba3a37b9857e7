package io.llmrouter.benchmarks.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.llmrouter.benchmarks.CannedWire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Provider on loopback. A whole answer has 100 words and comes at once. A stream has a
 * token every 10 ms, whose text is the time at which it was sent, by the clock that all
 * processes of a machine share; it ends after 100 tokens, or never where the prompt says
 * {@code endless}. A stream that is cancelled is remembered by the {@code call-} number
 * in its prompt and told at {@code /cancelled}.
 *
 * @since 0.1.0
 */
public final class TokenUpstream {

	/** The number of tokens of a stream that ends. */
	static final int TOKENS = 100;

	private static final Duration INTERVAL = Duration.ofMillis(10);

	private static final byte[] WHOLE = CannedWire.whole(100).getBytes(StandardCharsets.UTF_8);

	private static final String EVENT = """
			data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1767225600,"model":"fixed",\
			"choices":[{"index":0,"delta":{"content":"t%d "},"finish_reason":null}]}

			""";

	private static final String END = """
			data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1767225600,"model":"fixed",\
			"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

			data: [DONE]

			""";

	private static final Pattern CALL = Pattern.compile("call-(\\d+)");

	private static final Map<String, Long> cancelled = new ConcurrentHashMap<>();

	private TokenUpstream() {
	}

	/**
	 * Serve until the standard input ends.
	 * @param arguments the port, 0 for any
	 * @throws IOException if the standard input breaks
	 */
	public static void main(String[] arguments) throws IOException {
		DisposableServer server = HttpServer.create()
			.host("127.0.0.1")
			.port(Integer.parseInt(arguments[0]))
			.route((routes) -> routes.post("/v1/chat/completions", TokenUpstream::answer)
				.get("/cancelled", TokenUpstream::tell))
			.bindNow();
		ForkedServer.tellPort(server.port());
		ForkedServer.awaitEnd();
		server.disposeNow();
	}

	private static Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		return request.receive()
			.aggregate()
			.asString()
			.flatMap((body) -> body.contains("\"stream\":true") ? stream(body, response) : whole(response));
	}

	private static Mono<Void> whole(HttpServerResponse response) {
		return response.header(HttpHeaderNames.CONTENT_TYPE, "application/json")
			.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(WHOLE.length))
			.sendByteArray(Mono.just(WHOLE))
			.then();
	}

	private static Mono<Void> stream(String body, HttpServerResponse response) {
		Matcher call = CALL.matcher(body);
		String id = call.find() ? call.group(1) : "";
		long tokens = body.contains("endless") ? Long.MAX_VALUE : TOKENS;
		Flux<ByteBuf> events = Flux.interval(INTERVAL)
			.take(tokens)
			.map((tick) -> EVENT.formatted(System.nanoTime()))
			.concatWithValues(END)
			.map((event) -> Unpooled.copiedBuffer(event, StandardCharsets.US_ASCII))
			.doOnCancel(() -> cancelled.put(id, System.nanoTime()));
		return response.header(HttpHeaderNames.CONTENT_TYPE, "text/event-stream").send(events, (event) -> true).then();
	}

	private static Mono<Void> tell(HttpServerRequest request, HttpServerResponse response) {
		String text = cancelled.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + " " + entry.getValue())
			.collect(Collectors.joining("\n"));
		return response.sendString(Mono.just(text)).then();
	}

}
