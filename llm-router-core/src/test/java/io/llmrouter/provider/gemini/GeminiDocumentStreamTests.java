package io.llmrouter.provider.gemini;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.Bodies;
import io.llmrouter.testing.ScriptedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/**
 * Streams that come as one JSON document, as Gemini sends them where {@code alt=sse} gets
 * lost on the way.
 */
class GeminiDocumentStreamTests {

	private static final ChatRequest REQUEST = ChatRequest.user(GeminiFixture.PROMPT);

	private static final String ROLE = "{\"responseId\":\"c\",\"modelVersion\":\"m\",\"candidates\":[{\"index\":0,\"content\":{\"role\":\"model\",\"parts\":[]}}]}";

	private static final String TEXT = "{\"responseId\":\"c\",\"modelVersion\":\"m\",\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}]}}]}";

	private static final String FINISH = "{\"responseId\":\"c\",\"modelVersion\":\"m\",\"candidates\":[{\"finishReason\":\"STOP\"}]}";

	private static final String USAGE = "{\"usageMetadata\":{\"promptTokenCount\":1,\"candidatesTokenCount\":2}}";

	private static final String OVERLOADED = "{\"error\":{\"code\":503,\"message\":\"busy\",\"status\":\"UNAVAILABLE\"}}";

	private static final ChatChunk START = new ChatChunk.Start("test", "c", "m");

	private static final ChatChunk HI = new ChatChunk.TextDelta("Hi");

	private static final ChatChunk STOP = new ChatChunk.Finish(FinishReason.STOP, "STOP", 0);

	private static final ChatChunk TOKENS = new ChatChunk.Usage(TokenUsage.of(1, 2));

	private final GeminiFixture fixture = new GeminiFixture();

	private final ScriptedServer server = this.fixture.server;

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void wholeAnswerInsteadOfAStreamIsRead() {
		json(Bodies.read("gemini/chat.json"));
		StepVerifier.create(stream().map(ChatChunk::text).filter((text) -> !text.isEmpty()))
			.expectNext("Hello there")
			.expectComplete()
			.verify(GeminiFixture.SOON);
	}

	@Test
	void arrayOfAllEventsInsteadOfAStreamIsRead() {
		json("[" + ROLE + ",\r\n" + TEXT + ",\r\n" + FINISH + "," + USAGE + "]");
		completesWith(START, HI, STOP, TOKENS);
	}

	@Test
	void errorObjectInsteadOfAStreamIsTyped() {
		json("{\"error\":{\"code\":402,\"message\":\"x\",\"status\":\"RESOURCE_EXHAUSTED\"}}");
		failsWith(ErrorType.QUOTA_EXHAUSTED);
	}

	@Test
	void errorInAnArrayInsteadOfAStreamIsTyped() {
		json("[" + OVERLOADED + "]");
		failsWith(ErrorType.OVERLOADED);
	}

	@Test
	void errorAtTheEndOfAnArrayInsteadOfAStreamIsTyped() {
		json("[" + TEXT + "," + OVERLOADED + "]");
		failsWith(ErrorType.OVERLOADED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "{}", "5", "{", "[5]" })
	void documentThatIsNoAnswerIsInvalid(String body) {
		json(body);
		failsWith(ErrorType.INVALID_RESPONSE);
	}

	private void json(String body) {
		this.server.script((connection) -> connection.respond(200, "application/json", body));
	}

	private Flux<ChatChunk> stream() {
		return this.fixture.provider().stream(REQUEST);
	}

	private void completesWith(ChatChunk... chunks) {
		StepVerifier.create(stream()).expectNext(chunks).expectComplete().verify(GeminiFixture.SOON);
	}

	private void failsWith(ErrorType type, ChatChunk... chunks) {
		StepVerifier.create(stream())
			.expectNext(chunks)
			.expectErrorSatisfies((failure) -> GeminiFixture.check(failure, type))
			.verify(GeminiFixture.SOON);
	}

}
