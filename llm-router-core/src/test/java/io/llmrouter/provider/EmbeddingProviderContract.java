package io.llmrouter.provider;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.llmrouter.chat.TokenUsage;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.embedding.EmbeddingResponse;
import io.llmrouter.provider.http.WireLimits;
import io.llmrouter.provider.http.WireTimeouts;
import io.llmrouter.testing.PublishedSchema;
import io.llmrouter.testing.ScriptedServer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every embedding adapter promises, whatever its wire.
 */
public abstract class EmbeddingProviderContract extends EmbeddingAnswerContract {

	private static final int WRITTEN = 200;

	@Test
	void nameAndModelsAreThoseOfTheSettings() {
		assertThat(provider().name()).isEqualTo(NAME);
		assertThat(provider().models()).containsExactly(MODEL);
	}

	@Test
	void nothingIsSentBeforeSubscriptionAndOneRequestWithEach() {
		respond(200, recorded("answer.json"));
		Mono<EmbeddingResponse> call = provider().embed(REQUEST);
		assertThat(this.server.requests()).isEmpty();
		call.block(SOON);
		call.block(SOON);
		assertThat(this.server.requests()).hasSize(2);
	}

	@Test
	void recordedAnswerIsRead() {
		this.server.script((connection) -> connection.respond(200, "application/json", recorded("answer.json"),
				"x-request-id: req_9"));
		StepVerifier.create(provider().embed(REQUEST.withDimensions(3)))
			.assertNext((answer) -> assertThat(answer).isEqualTo(new EmbeddingResponse(NAME, "req_9", echoedModel(),
					VECTORS, new TokenUsage(7L, null, null, null, null, false, null))))
			.expectComplete()
			.verify(SOON);
	}

	@Test
	void requestIsTheRecordedOne() {
		respond(200, recorded("answer.json"));
		provider().embed(REQUEST.withDimensions(3).withExtra(Map.of("user", "u-1"))).block(SOON);
		ScriptedServer.Request sent = this.server.requests().get(0);
		assertThat(sent.line()).isEqualTo("POST /v1" + path() + " HTTP/1.1");
		assertThat(sent.headers()).contains(keyHeader());
		assertThat(JsonMapper.shared().readTree(sent.body()))
			.isEqualTo(JsonMapper.shared().readTree(recorded("request.json")));
	}

	@Test
	void anyRequestIsAllowedByThePublishedSchema() {
		respond(200, answer("[1]"));
		Random random = new Random(20_261_124);
		for (int i = 0; i < WRITTEN; i++) {
			provider().embed(anyRequest(random)).onErrorComplete().block(SOON);
		}
		PublishedSchema schema = PublishedSchema.of(schema());
		assertThat(this.server.requests()).hasSize(WRITTEN)
			.allSatisfy((sent) -> assertThat(schema.errors(JsonMapper.shared().readTree(sent.body()))).as(sent.body())
				.isEmpty());
	}

	private EmbeddingRequest anyRequest(Random random) {
		List<String> texts = new ArrayList<>();
		for (int i = random.nextInt((random.nextInt(20) == 0) ? maxInputs() : 5); i >= 0; i--) {
			texts.add("text " + i + (random.nextBoolean() ? " \"{}\\ \u0000 ä 😀" : ""));
		}
		EmbeddingRequest request = EmbeddingRequest.of(texts);
		return random.nextBoolean() ? request.withDimensions(1 + random.nextInt(4_096)) : request;
	}

	@Test
	void schemaFindsAMistake() {
		PublishedSchema schema = PublishedSchema.of(schema());
		respond(200, recorded("answer.json"));
		provider().embed(REQUEST.withDimensions(3)).block(SOON);
		ObjectNode body = (ObjectNode) JsonMapper.shared().readTree(this.server.requests().get(0).body());
		assertThat(schema.errors(body)).isEmpty();
		body.properties()
			.stream()
			.filter((field) -> field.getValue().isContainer())
			.toList()
			.forEach((field) -> body.put(field.getKey(), true));
		assertThat(schema.errors(body)).isNotEmpty();
	}

	@Test
	void oneTextIsOneVectorWhoseUsageMayBeUnknown() {
		respond(200, answer("[0.5]"));
		StepVerifier.create(provider().embed(EmbeddingRequest.of("one"))).assertNext((answer) -> {
			assertThat(answer.vector()).containsExactly(0.5F);
			assertThat(answer.usage()).isNull();
			assertThat(answer.requestId()).isNull();
		}).expectComplete().verify(SOON);
	}

	@Test
	void vectorsStandInTheOrderOfTheInputs() {
		int inputs = 64;
		String[] vectors = new String[inputs];
		for (int i = 0; i < inputs; i++) {
			vectors[i] = "[" + i + ",1]";
		}
		respond(200, answer(vectors));
		EmbeddingRequest batch = EmbeddingRequest.of(Collections.nCopies(inputs, "text"));
		List<float[]> read = provider().embed(batch).block(SOON).vectors();
		assertThat(read).hasSize(inputs);
		for (int i = 0; i < inputs; i++) {
			assertThat(read.get(i)).containsExactly(i, 1);
		}
	}

	@Test
	void modelOfTheRequestIsAskedFor() {
		respond(200, answer("[1]", "[2]"));
		provider().embed(REQUEST.withModel("embed-other")).block(SOON);
		ScriptedServer.Request sent = this.server.requests().get(0);
		assertThat(sent.line() + sent.body()).contains("embed-other").doesNotContain(MODEL);
	}

	@Test
	void refusedConnectionIsTyped() throws IOException {
		int port;
		try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = closed.getLocalPort();
		}
		fails(provider(URI.create("http://127.0.0.1:" + port + "/v1"), WireTimeouts.defaults()).embed(REQUEST),
				ErrorType.CONNECTION);
	}

	@Test
	void closeWithinTheBodyIsTyped() {
		this.server.script((connection) -> connection
			.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"data\":"));
		fails(provider().embed(REQUEST), ErrorType.CONNECTION);
	}

	@Test
	void cancelledCallIsLeftAtOnce() {
		CountDownLatch asked = new CountDownLatch(1);
		this.server.script((connection) -> {
			asked.countDown();
			connection.awaitClosed();
		});
		StepVerifier.create(provider().embed(REQUEST)).then(() -> await(asked)).thenCancel().verify(SOON);
		assertThat(this.server.awaitClientClosed(SOON)).isTrue();
	}

	@Test
	void silentServerTimesOutAndIsLeft() {
		respond(200, answer("[1]", "[2]"));
		// With a connection that stands the request is sent long before the limit.
		provider().embed(REQUEST).block(SOON);
		this.server.script(ScriptedServer.Connection::awaitClosed);
		WireTimeouts impatient = new WireTimeouts(SOON, Duration.ofSeconds(1), SOON, SOON, SOON, SOON);
		fails(provider(this.server.uri(), impatient).embed(REQUEST), ErrorType.TIMEOUT_FIRST_TOKEN);
		assertThat(this.server.awaitClientClosed(SOON)).isTrue();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void badRequestIsNotSent() {
		fails(provider().embed(EmbeddingRequest.of(List.of())), ErrorType.INVALID_REQUEST);
		fails(provider().embed(EmbeddingRequest.of(List.of("text", " \n"))), ErrorType.INVALID_REQUEST);
		fails(provider().embed(REQUEST.withDimensions(0)), ErrorType.INVALID_REQUEST);
		fails(provider().embed(EmbeddingRequest.of(Collections.nCopies(maxInputs() + 1, "text"))),
				ErrorType.INVALID_REQUEST);
		fails(provider().embed(REQUEST.withExtra(Map.of("user", new Unwritable()))), ErrorType.INVALID_REQUEST);
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void largestBatchIsSent() {
		String[] vectors = new String[maxInputs()];
		Collections.nCopies(vectors.length, "[1]").toArray(vectors);
		respond(200, answer(vectors));
		EmbeddingRequest batch = EmbeddingRequest.of(Collections.nCopies(vectors.length, "text"));
		assertThat(provider().embed(batch).block(SOON).vectors()).hasSize(vectors.length);
	}

	@Test
	void callWithoutAnyModelIsNotSent() {
		fails(provider(
				new Setup(this.server.uri(), client(), WireTimeouts.defaults(), WireLimits.defaults(), List.of()))
			.embed(REQUEST), ErrorType.INVALID_REQUEST);
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void textFormShowsNoKey() {
		assertThat(provider().toString()).contains(NAME).doesNotContain("canary");
	}

	/**
	 * Value that fails when it is written.
	 */
	public static final class Unwritable {

		public String getText() {
			throw new IllegalStateException("confidential");
		}

	}

}
