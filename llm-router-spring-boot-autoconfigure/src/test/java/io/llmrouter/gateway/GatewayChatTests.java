package io.llmrouter.gateway;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.publisher.TestPublisher;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What chat completions promise over HTTP.
 */
@SuppressWarnings("try")
class GatewayChatTests extends GatewayFixture {

	private static final ChatChunk START = new ChatChunk.Start("swift", "id-1", "swift-1");

	private static final ChatChunk FINISH = new ChatChunk.Finish(FinishReason.STOP, "stop", 0);

	private static final ChatResponse ANSWER = new ChatResponse("swift", "id-1", "swift-1",
			List.of(new ContentPart.Text("Hi")), FinishReason.STOP, "stop", TokenUsage.of(2, 1), 0);

	@Test
	void wholeAnswerSaysWhoAnswered() {
		this.router.answer = Mono.just(ANSWER);
		HttpResponse<String> response = send(post("/v1/chat/completions", QUESTION));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
		assertThat(response.headers().firstValue(RouterHeaders.PROVIDER)).hasValue("swift");
		assertThat(response.headers().firstValue("x-request-id").orElseThrow()).startsWith("req_");
		JsonNode body = this.json.readTree(response.body());
		assertThat(body.at("/choices/0/message/content").asString()).isEqualTo("Hi");
		assertThat(body.at("/usage/total_tokens").asInt()).isEqualTo(3);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "fast, fast, -, -", "default, default, -, -", "swift/swift-1, -, swift, swift-1",
					"swift-1, -, -, swift-1", "steady-1, -, steady, steady-1",
					"steady/org/steady-2, -, steady, org/steady-2", "org/steady-2, -, steady, org/steady-2",
					"old-model, -, -, old-model" })
	void modelNamesARouteOrAProviderOrAModel(String name, String route, String provider, String model) {
		send(post("/v1/chat/completions", QUESTION.replace("fast", name)));
		ChatRequest request = this.router.requests.get(0);
		assertThat(request.route()).isEqualTo(route);
		assertThat(request.provider()).isEqualTo(provider);
		assertThat(request.model()).isEqualTo(model);
	}

	@ParameterizedTest
	@CsvSource({ "swift", "swift/", "swift/steady-1", "other/swift-1", "/swift-1", "FAST", "''" })
	void otherNamesAreUnknownModels(String name) {
		HttpResponse<String> response = send(post("/v1/chat/completions", QUESTION.replace("fast", name)));
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(error(response).path("code").asString()).isEqualTo("model_not_found");
		assertThat(this.router.requests).isEmpty();
	}

	@Test
	void failureHasItsStatusAndSaysHowLongToWait() {
		this.router.answer = Mono.error(new ProviderException("Too much",
				ErrorDetails.of(ErrorType.RATE_LIMITED)
					.at("swift", null)
					.answered(429, null, null, Duration.ofMillis(1200))));
		HttpResponse<String> response = send(post("/v1/chat/completions", QUESTION));
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(error(response).path("code").asString()).isEqualTo("rate_limit_exceeded");
		assertThat(response.headers().firstValue("retry-after")).hasValue("2");
		assertThat(response.headers().firstValue("retry-after-ms")).hasValue("1200");
		assertThat(response.headers().firstValue(RouterHeaders.PROVIDER)).hasValue("swift");
	}

	@Test
	void failureOfOurOwnShowsNothing() {
		this.router.answer = Mono.error(new IllegalStateException("secret"));
		HttpResponse<String> response = send(post("/v1/chat/completions", QUESTION));
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(error(response).path("type").asString()).isEqualTo("server_error");
		assertThat(response.body()).doesNotContain("secret");
	}

	@Test
	void everyEventIsSentAtOnce() {
		TestPublisher<ChatChunk> chunks = TestPublisher.create();
		this.router.chunks = chunks.flux();
		try (RawClient client = raw(STREAM)) {
			Awaitility.await().atMost(PATIENCE).until(chunks::wasSubscribed);
			chunks.next(START, new ChatChunk.TextDelta("one"));
			assertThat(client.until("HTTP/1.1")).endsWith("200 OK");
			assertThat(client.until("Content-Type")).endsWith("text/event-stream");
			assertThat(client.until("X-LLM-Router-Provider")).endsWith("swift");
			assertThat(client.until("data: ")).contains("\"role\":\"assistant\"");
			assertThat(client.until("data: ")).contains("\"one\"");
			chunks.next(new ChatChunk.TextDelta("two"));
			assertThat(client.until("data: ")).contains("\"two\"");
			chunks.next(FINISH);
			assertThat(client.until("data: ")).contains("\"finish_reason\":\"stop\"");
			chunks.complete();
			assertThat(client.until("data: ")).isEqualTo("data: [DONE]");
		}
	}

	@Test
	void failureBeforeTheFirstEventHasAStatus() {
		this.router.chunks = Flux
			.error(new ProviderException("It failed", ErrorDetails.of(ErrorType.CONTEXT_LENGTH_EXCEEDED)));
		HttpResponse<String> response = send(post("/v1/chat/completions", STREAM));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
		assertThat(error(response).path("code").asString()).isEqualTo("context_length_exceeded");
	}

	@Test
	void failureAfterTheFirstEventIsTheLastEvent() {
		this.router.chunks = Flux.concat(Flux.just(START, new ChatChunk.TextDelta("Hi")),
				Flux.error(new ProviderException("It broke", ErrorDetails.of(ErrorType.STREAM_INTERRUPTED))));
		HttpResponse<String> response = send(post("/v1/chat/completions", STREAM));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("\"Hi\"")
			.endsWith("data: {\"error\":{\"message\":\"It broke\",\"type\":\"server_error\",\"param\":null,"
					+ "\"code\":\"stream_interrupted\"}}\n\n");
	}

	@Test
	void callerWhoLeavesAStreamCancelsIt() {
		TestPublisher<ChatChunk> chunks = TestPublisher.create();
		this.router.chunks = chunks.flux();
		try (RawClient client = raw(STREAM)) {
			Awaitility.await().atMost(PATIENCE).until(chunks::wasSubscribed);
			chunks.next(START, new ChatChunk.TextDelta("one"));
			client.until("data: ");
		}
		Awaitility.await().atMost(PATIENCE).until(chunks::wasCancelled);
	}

	@Test
	void callerWhoLeavesBeforeTheFirstEventCancelsTheStream() {
		TestPublisher<ChatChunk> chunks = TestPublisher.create();
		this.router.chunks = chunks.flux();
		try (RawClient client = raw(STREAM)) {
			Awaitility.await().atMost(PATIENCE).until(chunks::wasSubscribed);
		}
		Awaitility.await().atMost(PATIENCE).until(chunks::wasCancelled);
	}

	@Test
	void callerWhoLeavesAWholeAnswerCancelsIt() {
		TestPublisher<ChatResponse> answer = TestPublisher.create();
		this.router.answer = answer.mono();
		try (RawClient client = raw(QUESTION)) {
			Awaitility.await().atMost(PATIENCE).until(answer::wasSubscribed);
		}
		Awaitility.await().atMost(PATIENCE).until(answer::wasCancelled);
	}

}
