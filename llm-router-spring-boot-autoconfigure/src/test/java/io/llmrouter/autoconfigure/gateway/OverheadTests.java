package io.llmrouter.autoconfigure.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the endpoint tells as its own time.
 */
class OverheadTests {

	private static final int PAUSE_MILLIS = 1_500;

	private static final String BODY = """
			{"model":"default","messages":[{"role":"user","content":"Hello"}]}""";

	private static final String HEAD = """
			POST /v1/chat/completions HTTP/1.1\r
			Host: localhost\r
			Content-Type: application/json\r
			Content-Length: %d\r
			\r
			""".formatted(BODY.length());

	@Test
	void timeInWhichTheCallerSendsItsRequestIsTheCallers() {
		try (PacedUpstream upstream = new PacedUpstream(4, 2, Duration.ZERO)) {
			EndpointServer.run(upstream, (server) -> {
				// The first request loads classes.
				overheadMillis(server.port(), 1);
				assertThat(overheadMillis(server.port(), PAUSE_MILLIS)).isLessThan(PAUSE_MILLIS);
			});
		}
	}

	private static double overheadMillis(int port, int pauseMillis) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			BufferedReader in = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			send(socket, HEAD + BODY.substring(0, 20));
			socket.setSoTimeout(pauseMillis);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(in::readLine);
			socket.setSoTimeout(60_000);
			send(socket, BODY.substring(20));
			return in.lines()
				.filter((line) -> line.startsWith("X-LLM-Router-Overhead-Ms: "))
				.mapToDouble((line) -> Double.parseDouble(line.substring(26)))
				.findFirst()
				.orElseThrow();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void send(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
		socket.getOutputStream().flush();
	}

}
