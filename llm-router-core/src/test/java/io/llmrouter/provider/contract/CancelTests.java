package io.llmrouter.provider.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.http.LineDecoder;
import io.llmrouter.provider.http.ServerEvent;
import io.llmrouter.provider.http.SseLimits;
import io.llmrouter.provider.http.StreamMapper;
import io.llmrouter.testing.Bodies;
import io.llmrouter.testing.Leaks;
import io.llmrouter.testing.PoolWatch;
import io.llmrouter.testing.ScriptedServer;
import io.llmrouter.testing.TestHttp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.netty.resources.ConnectionProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cancelling after any number of chunks: the provider sees the connection close, no
 * buffer leaks and no connection stays out. The pool has one connection, so that each
 * round needs what the round before gave back.
 */
class CancelTests {

	private static final Logger figures = LoggerFactory.getLogger("figures");

	private static final int ROUNDS = 4;

	private static final int MEETINGS = 200;

	/** What is promised; the median of all rounds is held to it. */
	private static final Duration PROMISED = Duration.ofMillis(500);

	/** What a machine under any load keeps. */
	private static final Duration SOON = Duration.ofSeconds(30);

	private static final Queue<Duration> CLOSED_AFTER = new ConcurrentLinkedQueue<>();

	private final Random random = new Random(7);

	private final ScriptedServer server = new ScriptedServer();

	private final PoolWatch pool = new PoolWatch();

	private final ConnectionProvider connections = ConnectionProvider.builder("cancel")
		.maxConnections(1)
		.pendingAcquireTimeout(SOON)
		.metrics(true, () -> this.pool)
		.build();

	@AfterEach
	void close() {
		this.server.close();
		this.connections.dispose();
	}

	@AfterAll
	static void nothingLeaksAndTheProviderSeesItInTime() {
		List<Duration> sorted = CLOSED_AFTER.stream().sorted().toList();
		Duration median = sorted.get(sorted.size() / 2);
		figures.info("{} cancels: closed after {} ms in the median, {} ms in 99 of 100, {} ms at most", sorted.size(),
				millis(median), millis(sorted.get(sorted.size() * 99 / 100)), millis(sorted.get(sorted.size() - 1)));
		assertThat(median).isLessThan(PROMISED);
		assertThat(Leaks.collect()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("wiresAndChunks")
	void streamThatWaitsIsLeftAfterAnyNumberOfChunks(Wire wire, int chunks) {
		String stream = stream(wire);
		cancelled(wire, chunks, (connection) -> {
			connection.send(head(wire.streamType()) + stream);
			connection.awaitClosed();
		});
	}

	@ParameterizedTest
	@MethodSource("wiresAndChunks")
	void streamThatNeverEndsIsLeftAfterAnyNumberOfChunks(Wire wire, int chunks) {
		List<String> events = events(wire);
		String text = events.stream().filter((event) -> event.contains("Hä")).findFirst().orElseThrow();
		String start = String.join("", events.subList(0, events.indexOf(text)));
		cancelled(wire, chunks, (connection) -> {
			connection.send(head(wire.streamType()) + start);
			while (true) {
				connection.send(text);
			}
		});
	}

	@ParameterizedTest
	@MethodSource("wires")
	void wholeAnswerIsLeftBeforeItsHeadAndWithin(Wire wire) throws Exception {
		String half = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{\"id\":";
		for (String sent : List.of("", "HTTP/1.1 ", half)) {
			for (int round = 0; round < ROUNDS; round++) {
				CompletableFuture<Void> asked = new CompletableFuture<>();
				CompletableFuture<Long> closed = script((connection) -> {
					connection.send(sent);
					asked.complete(null);
					connection.awaitClosed();
				});
				Disposable call = provider(wire).chat(Wire.REQUEST).subscribe();
				asked.get(SOON.toSeconds(), TimeUnit.SECONDS);
				long cancelled = System.nanoTime();
				call.dispose();
				checkClosed(cancelled, closed);
			}
		}
	}

	// Spring's client loses one of a hundred such cancels.
	@ParameterizedTest
	@MethodSource("wires")
	void cancelThatMeetsTheHeadOfTheAnswerIsNotLost(Wire wire) throws Exception {
		String stream = head(wire.streamType()) + stream(wire);
		for (int round = 0; round < MEETINGS; round++) {
			CompletableFuture<Void> asked = new CompletableFuture<>();
			CompletableFuture<Long> closed = script((connection) -> {
				asked.complete(null);
				connection.send(stream).awaitClosed();
			});
			Disposable call = provider(wire).stream(Wire.REQUEST).subscribe();
			asked.get(SOON.toSeconds(), TimeUnit.SECONDS);
			spin(this.random.nextInt(2) * this.random.nextInt(300_000));
			long cancelled = System.nanoTime();
			call.dispose();
			checkClosed(cancelled, closed);
		}
	}

	private static void spin(long nanos) {
		long end = System.nanoTime() + nanos;
		while (System.nanoTime() < end) {
			Thread.onSpinWait();
		}
	}

	private void cancelled(Wire wire, int chunks, ScriptedServer.Script script) {
		for (int round = 0; round < ROUNDS; round++) {
			CompletableFuture<Long> closed = script(script);
			int asked = this.server.requests().size() + 1;
			CompletableFuture<Long> cancelled = new CompletableFuture<>();
			CancelAfter call = new CancelAfter(chunks, cancelled);
			provider(wire).stream(Wire.REQUEST).subscribe(call);
			if (chunks == 0) {
				PoolWatch.await(() -> this.server.requests().size() == asked, SOON);
				call.leave();
			}
			checkClosed(cancelled.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join(), closed);
		}
	}

	private void checkClosed(long cancelled, CompletableFuture<Long> closed) {
		long seen = closed.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
		CLOSED_AFTER.add(Duration.ofNanos(Math.max(0, seen - cancelled)));
		PoolWatch.await(this.pool::isIdle, SOON);
	}

	private CompletableFuture<Long> script(ScriptedServer.Script script) {
		CompletableFuture<Long> closed = new CompletableFuture<>();
		this.server.script((connection) -> {
			try {
				script.run(connection);
			}
			catch (IOException ex) {
				// The client left while the script was sending.
			}
			closed.complete(System.nanoTime());
		});
		return closed;
	}

	private ChatProvider provider(Wire wire) {
		return wire.provider(this.server.uri(), TestHttp.client(this.connections));
	}

	static List<Wire> wires() {
		return Wires.all();
	}

	static Stream<Arguments> wiresAndChunks() {
		return Wires.all()
			.stream()
			.flatMap((wire) -> IntStream.rangeClosed(0, chunks(wire)).mapToObj((chunks) -> Arguments.of(wire, chunks)));
	}

	private static int chunks(Wire wire) {
		byte[] bytes = stream(wire).getBytes(StandardCharsets.UTF_8);
		LineDecoder decoder = wire.decoder(SseLimits.defaults());
		List<ServerEvent> events = new ArrayList<>(decoder.feed(bytes, 0, bytes.length));
		events.addAll(decoder.finish());
		StreamMapper<ServerEvent> mapper = wire.streamMapper();
		List<ChatChunk> chunks = new ArrayList<>();
		events.forEach((event) -> chunks.addAll(mapper.map(event)));
		chunks.addAll(mapper.end());
		return chunks.size();
	}

	private static List<String> events(Wire wire) {
		String end = wire.extension().equals("sse") ? "\n\n" : "\n";
		return Stream.of(stream(wire).split(end)).map((event) -> event + end).toList();
	}

	private static String stream(Wire wire) {
		return Bodies.read(wire.name() + "/streams/text." + wire.extension());
	}

	private static String head(String type) {
		return "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nConnection: close\r\n\r\n";
	}

	private static String millis(Duration duration) {
		return String.valueOf(duration.toNanos() / 10_000 / 100.0);
	}

	/**
	 * Subscriber that asks for one chunk at a time and leaves after some.
	 */
	private static final class CancelAfter extends BaseSubscriber<ChatChunk> {

		private final CompletableFuture<Long> cancelled;

		private int left;

		CancelAfter(int chunks, CompletableFuture<Long> cancelled) {
			this.left = chunks;
			this.cancelled = cancelled;
		}

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			request(1);
		}

		@Override
		protected void hookOnNext(ChatChunk chunk) {
			this.left--;
			if (this.left > 0) {
				request(1);
			}
			else {
				leave();
			}
		}

		@Override
		protected void hookOnError(Throwable failure) {
			this.cancelled.completeExceptionally(failure);
		}

		void leave() {
			long now = System.nanoTime();
			cancel();
			this.cancelled.complete(now);
		}

	}

}
