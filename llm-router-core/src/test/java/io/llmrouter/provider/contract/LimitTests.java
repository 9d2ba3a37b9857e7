package io.llmrouter.provider.contract;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.http.SseLimits;
import io.llmrouter.provider.http.WireLimits;
import io.llmrouter.provider.http.WireTimeouts;
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
import reactor.core.publisher.Flux;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every limit on the size of an answer ends in a typed error, over every wire, and leaves
 * neither buffer nor connection behind.
 */
class LimitTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final int MUCH = 1_000_000;

	private final ScriptedServer server = new ScriptedServer();

	private final PoolWatch pool = new PoolWatch();

	private final ConnectionProvider connections = ConnectionProvider.builder("limits")
		.maxConnections(1)
		.metrics(true, () -> this.pool)
		.build();

	@AfterEach
	void close() {
		PoolWatch.await(this.pool::isIdle, SOON);
		this.server.close();
		this.connections.dispose();
	}

	@AfterAll
	static void nothingLeaks() {
		assertThat(Leaks.collect()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("limits")
	void streamOverALimitEndsInATypedError(Wire wire, SseLimits limits) {
		String stream = Bodies.read(Exchange.TOOLS.stream(wire));
		this.server.script((connection) -> connection.beginStream(wire.streamType()).chunk(stream).end());
		Flux<ChatChunk> chunks = provider(wire, new WireLimits(limits, MUCH)).stream(Wire.REQUEST);
		StepVerifier.create(chunks.then())
			.expectErrorSatisfies((failure) -> assertThat(ErrorType.of(failure)).as(failure.toString())
				.isIn(ErrorType.INVALID_RESPONSE, ErrorType.STREAM_INTERRUPTED))
			.verify(SOON);
	}

	@ParameterizedTest
	@MethodSource("wires")
	void streamUpToTheLimitsPasses(Wire wire) {
		byte[] stream = Bodies.read(Exchange.TOOLS.stream(wire)).getBytes(StandardCharsets.UTF_8);
		this.server.script(
				(connection) -> connection
					.send("HTTP/1.1 200 OK\r\nContent-Type: " + wire.streamType() + "\r\nContent-Length: "
							+ stream.length + "\r\n\r\n")
					.send(stream));
		SseLimits limits = new SseLimits(stream.length, stream.length, stream.length, stream.length);
		StepVerifier.create(provider(wire, new WireLimits(limits, 1)).stream(Wire.REQUEST).then())
			.expectComplete()
			.verify(SOON);
	}

	@ParameterizedTest
	@MethodSource("wires")
	void bodyOverTheLimitEndsInATypedError(Wire wire) {
		String answer = Bodies.read(Exchange.TOOLS.file(wire, "answer.json"));
		for (int limit : List.of(1, 100, answer.getBytes(StandardCharsets.UTF_8).length - 1)) {
			for (String padding : List.of("", " ".repeat(MUCH))) {
				this.server.script((connection) -> connection.respond(200, "application/json", answer + padding));
				ChatProvider provider = provider(wire, new WireLimits(SseLimits.defaults(), limit));
				StepVerifier.create(provider.chat(Wire.REQUEST))
					.expectErrorSatisfies((failure) -> assertThat(ErrorType.of(failure)).as(failure.toString())
						.isEqualTo(ErrorType.INVALID_RESPONSE))
					.verify(SOON);
			}
		}
	}

	static List<Wire> wires() {
		return Wires.all();
	}

	static Stream<Arguments> limits() {
		List<SseLimits> limits = List.of(new SseLimits(20, MUCH, MUCH, MUCH), new SseLimits(MUCH, MUCH, 600, MUCH),
				new SseLimits(MUCH, MUCH, MUCH, 3));
		SseLimits event = new SseLimits(MUCH, 20, MUCH, MUCH);
		return Wires.all()
			.stream()
			.flatMap((wire) -> Stream
				.concat(limits.stream(), wire.extension().equals("sse") ? Stream.of(event) : Stream.of())
				.map((limit) -> Arguments.of(wire, limit)));
	}

	private ChatProvider provider(Wire wire, WireLimits limits) {
		return wire.provider(this.server.uri(), TestHttp.client(this.connections), WireTimeouts.defaults(), limits);
	}

}
