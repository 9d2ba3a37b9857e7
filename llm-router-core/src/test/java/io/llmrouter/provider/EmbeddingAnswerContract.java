package io.llmrouter.provider;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.embedding.EmbeddingResponse;
import io.llmrouter.provider.http.SseLimits;
import io.llmrouter.provider.http.WireLimits;
import io.llmrouter.provider.http.WireTimeouts;
import io.llmrouter.testing.Bodies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an embedding adapter does with answers that are none.
 */
public abstract class EmbeddingAnswerContract extends EmbeddingWireSetup {

	private static final int FUZZED = 2_000;

	@Test
	void otherLengthThanRequestedIsInvalid() {
		respond(200, answer("[1,2]", "[3,4]"));
		fails(provider().embed(REQUEST.withDimensions(3)), ErrorType.INVALID_RESPONSE);
		assertThat(provider().embed(REQUEST.withDimensions(2)).block(SOON).vectors()).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "[1]", "[1],[2],[3]", "[1],[2,3]", "[1],[]", "[],[]", "[1],null", "[1],\"2\"",
			"[1],\"!!!!\"", "[1],\"AAAA\"", "[1],{}", "[1],5", "[1],[null]", "[1],[\"2\"]", "[1],[[2]]", "[1],[true]",
			"[1],[NaN]", "[1],[Infinity]", "[1],[1e39]", "[1],[1e999]", "[1],\"AADAfw==\"", "[1],\"AACAfw==\"" })
	void vectorsThatAreNoneAreInvalid(String vectors) {
		String[] all = vectors.split(",(?=[\\[\"{5n])");
		respond(200, answer(all));
		fails(provider().embed(REQUEST), ErrorType.INVALID_RESPONSE);
	}

	@Test
	void hugeIntegerIsInvalid() {
		respond(200, answer("[1]", "[1" + "0".repeat(400) + "]"));
		fails(provider().embed(REQUEST), ErrorType.INVALID_RESPONSE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  \n\n ", "{", "hello", "[]", "5", "null", "{}", "\"text\"", "{\"data\":{}}",
			"{\"embeddings\":[]}", "{\"data\":[{}]}", "{\"embeddings\":5}" })
	void answerThatCannotBeUnderstoodIsInvalid(String body) {
		respond(200, body);
		fails(provider().embed(REQUEST), ErrorType.INVALID_RESPONSE);
	}

	@Test
	void pageOfAProxyIsInvalid() {
		this.server.script((connection) -> connection.respond(200, "text/html", "<html>login</html>"));
		fails(provider().embed(REQUEST), ErrorType.INVALID_RESPONSE);
	}

	@Test
	void answerOverTheLimitIsInvalid() {
		respond(200, answer("[" + "1,".repeat(2_000) + "1]", "[2]"));
		WireLimits small = new WireLimits(SseLimits.defaults(), 1_000);
		fails(provider(new Setup(this.server.uri(), client(), WireTimeouts.defaults(), small, List.of(MODEL)))
			.embed(REQUEST), ErrorType.INVALID_RESPONSE);
	}

	@ParameterizedTest
	@CsvSource({ "400,INVALID_REQUEST", "401,AUTHENTICATION", "403,PERMISSION_DENIED", "404,NOT_FOUND",
			"413,REQUEST_TOO_LARGE", "429,RATE_LIMITED", "500,SERVER_ERROR", "503,OVERLOADED" })
	void refusalHasItsTypeAndShowsNeitherKeyNorText(int status, ErrorType type) {
		this.server.script((connection) -> connection.respond(status, "application/json",
				error("no: " + PROMPT + ", " + KEY), "Retry-After: 2"));
		StepVerifier.create(provider().embed(EmbeddingRequest.of(List.of("other", PROMPT))))
			.expectErrorSatisfies((failure) -> {
				check(failure, type);
				assertThat(((ProviderException) failure).details().status()).isEqualTo(status);
				assertThat(((ProviderException) failure).details().retryAfter()).isEqualTo(Duration.ofSeconds(2));
				assertThat(failure).hasMessageContaining("Provider 'test' (model 'embed-1', host '");
			})
			.verify(SOON);
	}

	@Test
	void everyRecordedErrorHasTheTypeItHasInAChat() {
		for (String row : Bodies.read(errors() + "/table.csv").strip().split("\\R")) {
			String[] columns = row.split(",");
			respond(Integer.parseInt(columns[1]), Bodies.read(errors() + "/" + columns[0]));
			StepVerifier.create(provider().embed(REQUEST))
				.expectErrorSatisfies((failure) -> assertThat(((ProviderException) failure).errorType().code()).as(row)
					.isEqualTo(columns[2]))
				.verify(SOON);
		}
	}

	@Test
	void errorInASuccessIsTyped() {
		respond(200, error("no: " + PROMPT + ", " + KEY));
		fails(provider().embed(EmbeddingRequest.of(PROMPT)), ErrorType.SERVER_ERROR);
	}

	@Test
	void damagedAnswersAreReadOrInvalid() {
		byte[] whole = recorded("answer.json").getBytes(StandardCharsets.UTF_8);
		Random random = new Random(20261123);
		int read = 0;
		for (int i = 0; i < FUZZED; i++) {
			byte[] body = damaged(whole, random);
			read += isRead(body) ? 1 : 0;
		}
		assertThat(read).isBetween(1, FUZZED - 1);
	}

	private boolean isRead(byte[] body) {
		EmbeddingProvider provider = provider(new Setup(this.server.uri(), canned(body), WireTimeouts.defaults(),
				WireLimits.defaults(), List.of(MODEL)));
		try {
			EmbeddingResponse answer = provider.embed(REQUEST).block(SOON);
			assertThat(answer.vectors()).hasSize(2);
			for (float[] vector : answer.vectors()) {
				assertThat(vector).hasSameSizeAs(answer.vector()).isNotEmpty();
				for (float number : vector) {
					assertThat(number).isFinite();
				}
			}
			return true;
		}
		catch (ProviderException ex) {
			assertThat(ex.errorType()).as(new String(body, StandardCharsets.UTF_8))
				.isEqualTo(ErrorType.INVALID_RESPONSE);
			return false;
		}
	}

	private static byte[] damaged(byte[] whole, Random random) {
		byte[] body = whole.clone();
		int places = 1 + random.nextInt(3);
		String letters = "0123456789-.eE,:[]{}\"\\ nulltrufasNI\u0000";
		for (int i = 0; i < places; i++) {
			boolean wild = random.nextInt(4) == 0;
			body[random.nextInt(body.length)] = (byte) (wild ? random.nextInt(256)
					: letters.charAt(random.nextInt(letters.length())));
		}
		return (random.nextInt(5) == 0) ? Arrays.copyOf(body, 1 + random.nextInt(body.length)) : body;
	}

	private static WebClient canned(byte[] body) {
		return WebClient.builder().exchangeFunction((request) -> {
			DataBuffer buffer = DefaultDataBufferFactory.sharedInstance.wrap(body);
			return Mono.just(ClientResponse.create(HttpStatus.OK)
				.header("Content-Type", "application/json")
				.body(Flux.just(buffer))
				.build());
		}).build();
	}

}
