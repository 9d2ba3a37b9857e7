package io.llmrouter.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.llmrouter.chat.ChatChunk;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens when one side is silent or slow.
 */
class GatewayPaceTests extends GatewayFixture {

	@Override
	GatewaySettings settings() {
		return new GatewaySettings("/v1", 10_000, Duration.ofMillis(200), Duration.ofMillis(50));
	}

	@Test
	void silentStreamIsKeptAliveAndGoesOn() {
		TestPublisher<ChatChunk> chunks = TestPublisher.create();
		this.router.chunks = chunks.flux();
		try (RawClient client = raw(STREAM)) {
			assertThat(client.until("HTTP/1.1")).endsWith("200 OK");
			assertThat(client.until(":")).isEqualTo(": keep-alive");
			chunks.next(new ChatChunk.TextDelta("one"));
			assertThat(client.until("data: ")).contains("\"role\"");
			assertThat(client.until("data: ")).contains("\"one\"");
			assertThat(client.until(":")).isEqualTo(": keep-alive");
			chunks.complete();
			assertThat(client.until("data: [")).isEqualTo("data: [DONE]");
		}
	}

	@Test
	void failureAfterAHeartbeatIsAnEvent() {
		TestPublisher<ChatChunk> chunks = TestPublisher.create();
		this.router.chunks = chunks.flux();
		try (RawClient client = raw(STREAM)) {
			client.until(":");
			chunks.error(new IllegalStateException("secret"));
			assertThat(client.until("data: ")).startsWith("data: {\"error\":{").doesNotContain("secret");
		}
	}

	@Test
	void slowReaderHoldsTheStreamBack() {
		String text = "x".repeat(1000);
		AtomicLong sent = new AtomicLong();
		this.router.chunks = Flux.<ChatChunk>generate((sink) -> {
			sent.incrementAndGet();
			sink.next(new ChatChunk.TextDelta(text));
		}).take(1_000_000);
		try (RawClient client = raw(STREAM)) {
			client.until("data: ");
			AtomicLong before = new AtomicLong(-1);
			Awaitility.await()
				.atMost(PATIENCE)
				.pollInterval(Duration.ofMillis(500))
				.until(() -> before.getAndSet(sent.get()) == sent.get());
			// What the sockets of both sides hold, some MB, and no more.
			assertThat(sent.get()).isLessThan(30_000);
			for (int i = 0; i < 100; i++) {
				assertThat(client.until("data: ")).contains(text);
			}
		}
	}

	@Test
	void bodyMustComeInTime() throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
			socket.setSoTimeout((int) PATIENCE.toMillis());
			socket.getOutputStream()
				.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
						+ "Content-Length: 100\r\n\r\n{")
					.getBytes(StandardCharsets.US_ASCII));
			String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(response).startsWith("HTTP/1.1 408").contains("\"request_timeout\"");
		}
	}

}
