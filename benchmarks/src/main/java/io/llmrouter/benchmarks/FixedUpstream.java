package io.llmrouter.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Scanner;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Provider on loopback that always answers the same: 100 words, whole or as a stream, at
 * once or one word after the other. Runs in a process of its own, so that its CPU time
 * counts for nobody, and ends with its standard input.
 */
public final class FixedUpstream implements AutoCloseable {

	/** The number of words of every answer. */
	static final int WORDS = 100;

	private static final byte[] WHOLE = CannedWire.whole(WORDS).getBytes(StandardCharsets.UTF_8);

	private static final byte[] STREAM = CannedWire.stream(WORDS).getBytes(StandardCharsets.UTF_8);

	private static final String PACE = "pace-millis";

	private static final long PACE_MILLIS = Long.getLong(PACE, 0);

	private final Process process;

	private final int port;

	private FixedUpstream(Process process) {
		this.process = process;
		this.port = new Scanner(process.getInputStream(), StandardCharsets.UTF_8).nextInt();
	}

	/**
	 * Start one in a process of its own, which answers at once.
	 * @return the running upstream
	 */
	static FixedUpstream fork() {
		return fork(Duration.ZERO);
	}

	/**
	 * Start one in a process of its own.
	 * @param pace the time between two events of a stream
	 * @return the running upstream
	 */
	static FixedUpstream fork(Duration pace) {
		String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
		try {
			return new FixedUpstream(new ProcessBuilder(java, "-Xmx256m", "-D" + PACE + "=" + pace.toMillis(), "-cp",
					System.getProperty("java.class.path"), FixedUpstream.class.getName())
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Serve until the standard input ends.
	 * @param arguments none
	 * @throws IOException if the standard input breaks
	 */
	public static void main(String[] arguments) throws IOException {
		DisposableServer server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.route((routes) -> routes.post("/v1/chat/completions", FixedUpstream::answer))
			.bindNow();
		System.out.println(server.port());
		while (System.in.read() >= 0) {
			Thread.onSpinWait();
		}
		server.disposeNow();
	}

	private static Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		return request.receive()
			.aggregate()
			.asString()
			.flatMap((body) -> send(response, body.contains("\"stream\":true")));
	}

	private static Mono<Void> send(HttpServerResponse response, boolean stream) {
		if (stream && PACE_MILLIS > 0) {
			return sendPaced(response);
		}
		byte[] body = stream ? STREAM : WHOLE;
		return response.header(HttpHeaderNames.CONTENT_TYPE, stream ? "text/event-stream" : "application/json")
			.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length))
			.sendByteArray(Mono.just(body))
			.then();
	}

	private static Mono<Void> sendPaced(HttpServerResponse response) {
		String[] events = new String(STREAM, StandardCharsets.UTF_8).split("\n\n");
		return response.sse()
			.sendObject(
					Flux.interval(Duration.ofMillis(PACE_MILLIS))
						.take(events.length)
						.onBackpressureBuffer(events.length)
						.map((index) -> ByteBufUtil.writeUtf8(response.alloc(), events[index.intValue()] + "\n\n")),
					(event) -> true)
			.then();
	}

	String baseUrl() {
		return "http://127.0.0.1:" + this.port + "/v1";
	}

	@Override
	public void close() {
		this.process.destroy();
	}

}
