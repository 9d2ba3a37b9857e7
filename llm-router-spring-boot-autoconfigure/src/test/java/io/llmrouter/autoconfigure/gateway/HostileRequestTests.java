package io.llmrouter.autoconfigure.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What comes of requests that are wrong in every way, made of a seed.
 */
@ExtendWith(OutputCaptureExtension.class)
class HostileRequestTests {

	private static final int REQUESTS = 10_000;

	private static final long SEED = 20_261_124;

	private static final String SECRET = "canary-of-the-caller";

	private final JsonMapper json = JsonMapper.builder().build();

	private final Map<HostileRequests.Kind, Integer> refused = new EnumMap<>(HostileRequests.Kind.class);

	private int answered;

	@Test
	void everyErrorHasOpenAisShapeAndIsTheCallers(CapturedOutput output) {
		try (PacedUpstream upstream = new PacedUpstream(4, 2, Duration.ZERO)) {
			EndpointServer.run(upstream, this::ask, "llm.router.gateway.max-body-size=100KB");
		}
		// None of the kinds is let through as a whole, and some requests are answered.
		assertThat(this.refused).containsOnlyKeys(HostileRequests.Kind.values());
		assertThat(this.answered).isBetween(REQUESTS / 100, REQUESTS / 2);
		assertThat(output).doesNotContain("A request failed with").doesNotContain("\tat ").doesNotContain(SECRET);
	}

	// The server refuses it before the endpoint hears of it.
	@ParameterizedTest
	@ValueSource(strings = { "GET /v1/%zz HTTP/1.1\r\nHost: a\r\n\r\n", "NONSENSE\r\n\r\n",
			"POST /v1/models HTTP/1.1\r\nContent-Length: x\r\n\r\n" })
	void whatIsNoHttpIsTheCallersFaultToo(String request) {
		try (PacedUpstream upstream = new PacedUpstream(4, 2, Duration.ZERO)) {
			EndpointServer.run(upstream, (server) -> {
				try (Wire wire = new Wire(server.port())) {
					Answer answer = wire.ask(request.getBytes(StandardCharsets.US_ASCII));
					assertThat(answer.status()).isBetween(400, 499);
					assertThat(answer.body()).isEmpty();
				}
			});
		}
	}

	private void ask(EndpointServer server) {
		HostileRequests requests = new HostileRequests(new Random(SEED), SECRET);
		try (Wire wire = new Wire(server.port())) {
			for (int i = 0; i < REQUESTS; i++) {
				HostileRequests.Request request = requests.next();
				check(request, i, wire.ask(request.bytes()));
			}
		}
	}

	private void check(HostileRequests.Request request, int number, Answer answer) {
		String what = "request " + number + ", " + request.kind() + ": " + answer;
		assertThat(answer.body()).as(what).doesNotContain("\tat ").doesNotContain("Exception").doesNotContain(SECRET);
		if (answer.status() == 200) {
			this.answered++;
			return;
		}
		assertThat(answer.status()).as(what).isBetween(400, 499);
		this.refused.merge(request.kind(), 1, Integer::sum);
		JsonNode error = this.json.readTree(answer.body()).path("error");
		assertThat(error.propertyNames()).as(what).containsExactlyInAnyOrder("message", "type", "param", "code");
		assertThat(error.path("message").asString()).as(what).isNotEmpty().hasSizeLessThan(2_000);
		assertThat(error.path("type").asString()).as(what).isEqualTo("invalid_request_error");
	}

	/**
	 * Answer of the endpoint.
	 *
	 * @param status its status
	 * @param body its body
	 * @param last whether the connection ends after it
	 */
	private record Answer(int status, String body, boolean last) {
	}

	/**
	 * Connection that sends whatever it is given, and is made anew where the server
	 * closes it.
	 */
	private static final class Wire implements AutoCloseable {

		private static final int PATIENCE_MILLIS = 120_000;

		private final int port;

		private Socket socket;

		Wire(int port) {
			this.port = port;
			this.socket = connect(port);
		}

		private static Socket connect(int port) {
			try {
				Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
				socket.setSoTimeout(PATIENCE_MILLIS);
				return socket;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		Answer ask(byte[] request) {
			try {
				this.socket.getOutputStream().write(request);
				Answer answer = answer(this.socket.getInputStream());
				if (answer.last()) {
					this.socket.close();
					this.socket = connect(this.port);
				}
				return answer;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private static Answer answer(InputStream in) throws IOException {
			int status = Integer.parseInt(line(in).substring(9, 12));
			int length = -1;
			boolean last = false;
			for (String header = line(in).toLowerCase(); !header.isEmpty(); header = line(in).toLowerCase()) {
				if (header.startsWith("content-length:")) {
					length = Integer.parseInt(header.substring(15).strip());
				}
				last |= header.equals("connection: close");
			}
			byte[] body = (length >= 0) ? in.readNBytes(length) : chunks(in);
			return new Answer(status, new String(body, StandardCharsets.UTF_8), last);
		}

		private static byte[] chunks(InputStream in) throws IOException {
			ByteArrayOutputStream body = new ByteArrayOutputStream();
			for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
				body.write(in.readNBytes(size));
				line(in);
			}
			line(in);
			return body.toByteArray();
		}

		private static String line(InputStream in) throws IOException {
			StringBuilder line = new StringBuilder();
			for (int sign = in.read(); sign != '\n'; sign = in.read()) {
				if (sign < 0) {
					throw new IOException("The server closed the connection without an answer");
				}
				line.append((char) sign);
			}
			return line.toString().strip();
		}

		@Override
		public void close() {
			try {
				this.socket.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
