package io.llmrouter.sample;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChatController}, {@link AnswerEvents} and {@link ChatProblems}.
 */
class ChatControllerTests {

	private static final String QUESTION = """
			{"message": "Hello", "route": "cheap"}""";

	private static final ChatResponse ANSWER = new ChatResponse("swift", "1", "swift-1",
			List.of(new ContentPart.Text("Hi there")), FinishReason.STOP, "stop", TokenUsage.of(2, 3), 0);

	@Test
	void answerSaysWhoAnsweredAndWhatItTook() {
		ask(StubRouter.answering(ANSWER), "/chat", QUESTION).expectStatus().isOk().expectBody().json("""
				{"text": "Hi there", "provider": "swift", "model": "swift-1",
				"usage": {"inputTokens": 2, "outputTokens": 3, "totalTokens": 5}}""");
	}

	@Test
	void unknownUsageIsNull() {
		ask(StubRouter.answering(ChatResponse.text("swift", "Hi", null)), "/chat", QUESTION).expectBody()
			.jsonPath("$.usage")
			.isEqualTo(null);
	}

	@Test
	void routeIsPassedOn() {
		StubRouter router = StubRouter.answering(ANSWER);
		ask(router, "/chat", QUESTION);
		assertThat(router.chats).singleElement().satisfies((request) -> {
			assertThat(request.route()).isEqualTo("cheap");
			assertThat(request.messages().get(0).text()).isEqualTo("Hello");
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "{}", "{\"message\": null, \"route\": \"\"}", "{\"message\": \"\", \"route\": \" \"}" })
	void missingMessageReachesTheRouterToBeCounted(String body) {
		StubRouter router = StubRouter.failing(failure(ErrorType.INVALID_REQUEST));
		ask(router, "/chat", body).expectStatus().isBadRequest();
		assertThat(router.chats).singleElement().satisfies((request) -> {
			assertThat(request.route()).isNull();
			assertThat(request.messages().get(0).text()).isEmpty();
		});
	}

	@ParameterizedTest
	@CsvSource({ "INVALID_REQUEST, 400", "NO_CANDIDATE, 400", "CONTEXT_LENGTH_EXCEEDED, 400", "RATE_LIMITED, 429",
			"TIMEOUT_FIRST_TOKEN, 504", "DEADLINE_EXCEEDED, 504", "AUTHENTICATION, 502", "CIRCUIT_OPEN, 502" })
	void failureIsAProblem(ErrorType type, int status) {
		ask(StubRouter.failing(failure(type)), "/chat", QUESTION).expectStatus()
			.isEqualTo(status)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo(status)
			.jsonPath("$.detail")
			.isEqualTo("It failed")
			.jsonPath("$.errorType")
			.isEqualTo(type.code());
	}

	@Test
	void rateLimitSaysHowLongToWaitInWholeSeconds() {
		ErrorDetails details = ErrorDetails.of(ErrorType.RATE_LIMITED)
			.answered(429, null, null, Duration.ofMillis(1200));
		ask(StubRouter.failing(new ProviderException("It failed", details)), "/chat", QUESTION).expectHeader()
			.valueEquals("Retry-After", "2");
	}

	@Test
	void brokenBodyIsABadRequest() {
		ask(StubRouter.answering(ANSWER), "/chat", "{").expectStatus().isBadRequest();
	}

	@Test
	void streamIsTextAndDone() {
		Flux<ChatChunk> chunks = Flux.just(new ChatChunk.Start("swift", "1", "swift-1"), new ChatChunk.TextDelta("Hi "),
				new ChatChunk.ReasoningDelta("hm", null, null), new ChatChunk.TextDelta("there"),
				new ChatChunk.Finish(FinishReason.TOOL_CALLS, null, 0), new ChatChunk.Usage(TokenUsage.of(2, 3)));
		String events = stream(StubRouter.streaming(chunks));
		assertThat(events).isEqualTo("""
				data:{"text":"Hi "}

				data:{"text":"there"}

				event:done
				data:{"provider":"swift","model":"swift-1","finishReason":"tool_calls",\
				"usage":{"inputTokens":2,"outputTokens":3,"totalTokens":5}}

				""");
	}

	@Test
	void failureAfterTextIsTheLastEvent() {
		Flux<ChatChunk> cut = Flux.concat(Flux.just(new ChatChunk.TextDelta("Hi")),
				Flux.error(failure(ErrorType.STREAM_INTERRUPTED)));
		assertThat(stream(StubRouter.streaming(cut))).isEqualTo("""
				data:{"text":"Hi"}

				event:error
				data:{"error":"stream_interrupted","message":"It failed"}

				""");
	}

	@Test
	void messageOfAnUnknownFailureIsNotShown() {
		assertThat(stream(StubRouter.failing(new IllegalStateException("secret")))).contains("\"_OTHER\"")
			.doesNotContain("secret");
	}

	@Test
	void callerThatGoesAwayCancelsTheCall() {
		TestPublisher<ChatChunk> chunks = TestPublisher.create();
		Flux<ServerSentEvent<Object>> events = new ChatController(StubRouter.streaming(chunks.flux()))
			.stream(new ChatQuestion("Hello", null));
		StepVerifier.create(events)
			.then(() -> chunks.next(new ChatChunk.TextDelta("Hi")))
			.expectNextCount(1)
			.thenCancel()
			.verify(Duration.ofSeconds(5));
		chunks.assertCancelled();
	}

	@Test
	void eachSubscriptionHasItsOwnState() {
		AtomicInteger subscriptions = new AtomicInteger();
		Flux<ChatChunk> chunks = Flux.<ChatChunk>just(new ChatChunk.Start("swift", null, null))
			.filter((start) -> subscriptions.getAndIncrement() == 0);
		Flux<ServerSentEvent<Object>> events = AnswerEvents.of(chunks);
		assertThat(events.blockLast(Duration.ofSeconds(5)).data()).asString().contains("provider=swift");
		assertThat(events.blockLast(Duration.ofSeconds(5)).data()).asString().contains("provider=null");
	}

	private static ProviderException failure(ErrorType type) {
		return new ProviderException("It failed", ErrorDetails.of(type));
	}

	private static String stream(StubRouter router) {
		return ask(router, "/chat/stream", QUESTION).expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.TEXT_EVENT_STREAM)
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

	private static WebTestClient.ResponseSpec ask(StubRouter router, String path, String body) {
		return WebTestClient.bindToController(new ChatController(router))
			.controllerAdvice(new ChatProblems())
			.build()
			.post()
			.uri(path)
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(body)
			.exchange();
	}

}
