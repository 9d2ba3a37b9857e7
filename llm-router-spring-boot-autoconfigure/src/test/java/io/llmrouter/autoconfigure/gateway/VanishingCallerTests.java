package io.llmrouter.autoconfigure.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.Window;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What stays of callers who go away, wherever they are: nothing.
 */
class VanishingCallerTests {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final int CALLERS = 1_000;

	private static final int AT_ONCE = 32;

	private static final int PERMITS = 64;

	private static final String QUESTION = """
			{"model":"default","stream":%s,"messages":[{"role":"user","content":"Hello, hello, hello"}]}""";

	private final LeakLog leaks = new LeakLog();

	@Test
	void noConnectionPermitOrBufferStays() {
		// Endless, so that only the caller can end it.
		try (PacedUpstream upstream = new PacedUpstream(40, Integer.MAX_VALUE, Duration.ofMillis(5))) {
			EndpointServer.run(upstream, (server) -> check(server, upstream),
					"llm.router.providers.paced.rate-limits.max-concurrency=" + PERMITS);
		}
		assertThat(this.leaks.collect()).isEmpty();
	}

	private static void check(EndpointServer server, PacedUpstream upstream) {
		vanish(server.port());
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			assertThat(server.connections().size()).isZero();
			assertThat(upstream.open()).isZero();
			assertThat(active(server)).isZero();
		});
		assertThat(upstream.asked()).isGreaterThan(CALLERS / 4);
		allPermitsAreThere(server.port());
	}

	private static void vanish(int port) {
		ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
		for (int i = 0; i < CALLERS; i++) {
			long seed = i;
			callers.execute(() -> vanish(port, new Random(seed)));
		}
		callers.shutdown();
		try {
			assertThat(callers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void vanish(int port, Random random) {
		boolean stream = random.nextBoolean();
		byte[] request = request(stream);
		int written = (random.nextInt(4) == 0) ? random.nextInt(request.length) : request.length;
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.getOutputStream().write(request, 0, written);
			if (written == request.length && random.nextInt(4) > 0) {
				// A whole answer may come before its caller leaves; a stream never ends.
				read(socket, 1 + random.nextInt(3_000), stream ? (int) PATIENCE.toMillis() : 1 + random.nextInt(40));
			}
			if (random.nextBoolean()) {
				// Closed with a reset.
				socket.setSoLinger(true, 0);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	// Up to so many bytes, but no longer than so many milliseconds for each read.
	private static void read(Socket socket, int bytes, int millis) throws IOException {
		socket.setSoTimeout(millis);
		try {
			socket.getInputStream().readNBytes(bytes);
		}
		catch (SocketTimeoutException ex) {
			assertThat(socket.isClosed()).isFalse();
		}
	}

	private static byte[] request(boolean stream) {
		String body = QUESTION.formatted(stream);
		return ("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
				+ "Content-Length: " + body.length() + "\r\n\r\n" + body)
			.getBytes(StandardCharsets.US_ASCII);
	}

	private static long active(EndpointServer server) {
		return server.context()
			.getBean(ComparisonStatistics.class)
			.compare(Window.ALL)
			.ranking()
			.stream()
			.mapToLong((row) -> row.calls().active())
			.sum();
	}

	// A permit that was lost would be missing here, one that was given back twice would
	// let one call too many in.
	private static void allPermitsAreThere(int port) {
		List<Socket> callers = new ArrayList<>();
		try {
			for (int i = 0; i < PERMITS; i++) {
				callers.add(new Socket(InetAddress.getLoopbackAddress(), port));
				assertThat(status(callers.get(i))).isEqualTo("HTTP/1.1 200");
			}
			callers.add(new Socket(InetAddress.getLoopbackAddress(), port));
			assertThat(status(callers.get(PERMITS))).isEqualTo("HTTP/1.1 429");
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			callers.forEach(VanishingCallerTests::close);
		}
	}

	private static void close(Socket caller) {
		try {
			caller.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String status(Socket caller) throws IOException {
		caller.getOutputStream().write(request(true));
		caller.setSoTimeout((int) PATIENCE.toMillis());
		return new String(caller.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
	}

}
