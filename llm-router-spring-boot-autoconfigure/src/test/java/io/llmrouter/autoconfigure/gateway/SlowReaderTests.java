package io.llmrouter.autoconfigure.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.internal.PlatformDependent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What callers cost who read slowly.
 */
class SlowReaderTests {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final int READERS = 100;

	private static final int STREAM = 10_000_000;

	private static final long MEGABYTE = 1_000_000;

	private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

	// What it writes down of every buffer is larger than most buffers.
	@BeforeEach
	void watchNoBuffer() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
	}

	@AfterEach
	void watchBuffers() {
		ResourceLeakDetector.setLevel(this.level);
	}

	@ParameterizedTest
	@CsvSource({ "2000, 2", "100000, 2", "1000000, 9" })
	void slowReaderOfALongStreamCostsLittle(int characters, int megabytes) {
		try (PacedUpstream upstream = new PacedUpstream(characters, STREAM / characters, Duration.ZERO)) {
			EndpointServer.run(upstream, (server) -> check(server, upstream, megabytes));
		}
	}

	private static void check(EndpointServer server, PacedUpstream upstream, int megabytes) {
		try (Sockets readers = new Sockets(new ArrayList<>())) {
			connect(server, readers.all(), 1);
			standstill(upstream);
			long heap = heap();
			long direct = direct();
			connect(server, readers.all(), READERS);
			standstill(upstream);
			for (Socket reader : readers.all()) {
				read(reader, 100_000);
			}
			standstill(upstream);
			assertThat((heap() - heap) / READERS).isLessThan(megabytes * MEGABYTE);
			assertThat((direct() - direct) / READERS).isLessThan(MEGABYTE);
			assertThat(rest(readers.all().get(0))).isGreaterThan(STREAM - MEGABYTE);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void connect(EndpointServer server, List<Socket> readers, int count) throws IOException {
		byte[] body = """
				{"model":"default","stream":true,"messages":[{"role":"user","content":"Hello"}]}"""
			.getBytes(StandardCharsets.UTF_8);
		for (int i = 0; i < count; i++) {
			Socket reader = new Socket();
			readers.add(reader);
			reader.setReceiveBufferSize(32_768);
			reader.connect(new InetSocketAddress("127.0.0.1", server.port()));
			reader.getOutputStream()
				.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
						+ "Content-Length: " + body.length + "\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			reader.getOutputStream().write(body);
			read(reader, 200);
		}
	}

	private static void read(Socket reader, int bytes) throws IOException {
		InputStream in = reader.getInputStream();
		assertThat(in.readNBytes(bytes)).hasSize(bytes);
	}

	// Nothing is lost for a caller who was slow.
	private static long rest(Socket reader) throws IOException {
		BufferedReader in = new BufferedReader(
				new InputStreamReader(reader.getInputStream(), StandardCharsets.US_ASCII));
		long characters = 0;
		for (String line = in.readLine(); !line.equals("data: [DONE]"); line = in.readLine()) {
			characters += line.length();
		}
		return characters;
	}

	private static void standstill(PacedUpstream upstream) {
		AtomicLong before = new AtomicLong(-1);
		Awaitility.await()
			.atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(500))
			.until(() -> before.getAndSet(upstream.sent()) == upstream.sent());
	}

	private static long heap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static long direct() {
		return Math.max(PlatformDependent.usedDirectMemory(),
				ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
					.stream()
					.mapToLong(BufferPoolMXBean::getMemoryUsed)
					.sum());
	}

	/**
	 * Sockets that are closed together.
	 *
	 * @param all the sockets
	 */
	private record Sockets(List<Socket> all) implements AutoCloseable {

		@Override
		public void close() throws IOException {
			for (Socket socket : this.all) {
				socket.close();
			}
		}

	}

}
