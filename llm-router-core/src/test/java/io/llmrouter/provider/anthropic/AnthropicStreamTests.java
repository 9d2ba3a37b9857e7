package io.llmrouter.provider.anthropic;

import java.time.Duration;
import java.util.function.Predicate;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.testing.Bodies;
import io.llmrouter.testing.ScriptedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class AnthropicStreamTests {

	private static final ChatRequest REQUEST = ChatRequest.user(AnthropicFixture.PROMPT);

	private static final String BEGIN = "{\"type\":\"message_start\",\"message\":{\"id\":\"c\",\"model\":\"m\","
			+ "\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}}";

	private static final String PING = "{\"type\":\"ping\"}";

	private static final String TEXT = "{\"type\":\"content_block_delta\",\"index\":0,"
			+ "\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}";

	private static final String FINISH = "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
			+ "\"usage\":{\"output_tokens\":2}}";

	private static final String END = "{\"type\":\"message_stop\"}";

	private static final String ERROR = "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy: "
			+ AnthropicFixture.PROMPT + ", " + AnthropicFixture.KEY + "\"}}";

	private static final ChatChunk START = new ChatChunk.Start("test", "c", "m");

	private static final ChatChunk HI = new ChatChunk.TextDelta("Hi");

	private static final ChatChunk STOP = new ChatChunk.Finish(FinishReason.STOP, "end_turn", 0);

	private static final ChatChunk TOKENS = new ChatChunk.Usage(TokenUsage.of(1, 2));

	private final AnthropicFixture fixture = new AnthropicFixture();

	private final ScriptedServer server = this.fixture.server;

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void missingMessageStopAfterTheStopReasonIsASuccess() {
		events(BEGIN, PING, TEXT, FINISH);
		completesWith(START, HI, STOP, TOKENS);
	}

	@Test
	void resetAfterTheStopReasonIsASuccess() {
		this.server.script((connection) -> {
			connection.beginEvents().events(BEGIN, TEXT, FINISH).pause(Duration.ofMillis(100));
			connection.reset();
		});
		completesWith(START, HI, STOP, TOKENS);
	}

	@Test
	void errorAfterTheStopReasonIsASuccess() {
		events(BEGIN, TEXT, FINISH, ERROR);
		completesWith(START, HI, STOP, TOKENS);
	}

	@Test
	void silenceAfterTheStopReasonIsASuccess() {
		this.server.script((connection) -> {
			connection.beginEvents().events(BEGIN, TEXT, FINISH);
			connection.awaitClosed();
		});
		completesWith(START, HI, STOP, TOKENS);
		assertThat(this.server.awaitClientClosed(AnthropicFixture.SOON)).isTrue();
	}

	@Test
	void messageStopWithoutStopReasonEndsTheAnswer() {
		events(BEGIN, TEXT, END);
		completesWith(START, HI, new ChatChunk.Usage(TokenUsage.of(1, 1)),
				new ChatChunk.Finish(FinishReason.UNKNOWN, null, 0));
	}

	@Test
	void messageStopWithoutAnythingElseIsInvalid() {
		events(BEGIN, END);
		failsWith(ErrorType.INVALID_RESPONSE, START);
	}

	@Test
	void answerWithoutMessageStartStillBegins() {
		events(TEXT, FINISH, END);
		completesWith(new ChatChunk.Start("test", null, null), HI, STOP,
				new ChatChunk.Usage(new TokenUsage(null, 2L, null, null, null, false, null)));
	}

	@Test
	void errorBeforeContentIsTyped() {
		events(BEGIN, PING, ERROR);
		failsWith(ErrorType.OVERLOADED, START);
	}

	@Test
	void errorAfterContentInterruptsAndKeepsTheCode() {
		events(BEGIN, TEXT, ERROR);
		StepVerifier.create(stream()).expectNext(START, HI).expectErrorSatisfies((failure) -> {
			AnthropicFixture.check(failure, ErrorType.STREAM_INTERRUPTED);
			assertThat(((ProviderException) failure).details().providerCode()).isEqualTo("overloaded_error");
		}).verify(AnthropicFixture.SOON);
	}

	@Test
	void whatTheBeginningToldOfTheInputStandsInTheFailure() {
		events(BEGIN.replace("\"input_tokens\":1",
				"\"input_tokens\":7,\"cache_read_input_tokens\":20,\"cache_creation_input_tokens\":3"), TEXT, ERROR);
		StepVerifier.create(stream())
			.expectNext(START, HI)
			.expectErrorSatisfies((failure) -> assertThat(((ProviderException) failure).details().partialUsage())
				.isEqualTo(new TokenUsage(30L, 1L, 20L, 3L, null, true, null)))
			.verify(AnthropicFixture.SOON);
	}

	@Test
	void typeIsReadFromTheNameOfTheEventWhereTheDataHasNone() {
		this.server.script((connection) -> connection.beginEvents()
			.chunk("event: error\ndata: {\"error\":{\"type\":\"api_error\",\"message\":\"x\"}}\n\n")
			.end());
		failsWith(ErrorType.SERVER_ERROR);
	}

	@Test
	void cutBeforeContentIsAConnectionFailure() {
		events(BEGIN, PING);
		failsWith(ErrorType.CONNECTION, START);
	}

	@Test
	void cutAfterContentIsNoSuccess() {
		events(BEGIN, TEXT);
		failsWith(ErrorType.STREAM_INTERRUPTED, START, HI);
	}

	@Test
	void resetAfterContentIsNoSuccess() {
		this.server.script((connection) -> {
			connection.beginEvents().events(BEGIN, TEXT).pause(Duration.ofMillis(100));
			connection.reset();
		});
		failsWith(ErrorType.STREAM_INTERRUPTED, START, HI);
	}

	@Test
	void undecodableEventIsSkippedAndCounted() {
		events(BEGIN, "{\"broken\": confidential", TEXT, "5", FINISH, END);
		completesWith(START, HI, new ChatChunk.Finish(FinishReason.STOP, "end_turn", 2), TOKENS);
	}

	@Test
	void fieldsOfAnyTypeNeverFailOtherwiseThanTyped() {
		events("{}", "{\"type\":5}", "{\"type\":\"message_start\",\"message\":7}",
				"{\"type\":\"content_block_start\",\"index\":\"x\",\"content_block\":[]}",
				"{\"type\":\"content_block_delta\",\"index\":-1,\"delta\":{\"type\":\"text_delta\",\"text\":{}}}",
				"{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\"}}",
				"{\"type\":\"content_block_stop\",\"index\":99999999999}",
				"{\"type\":\"message_delta\",\"delta\":5,\"usage\":{\"output_tokens\":\"a\"}}", "{\"error\":7}", TEXT,
				FINISH, END);
		StepVerifier.create(stream().filter(Predicate.isEqual(HI)))
			.expectNext(HI)
			.expectComplete()
			.verify(AnthropicFixture.SOON);
	}

	@Test
	void stallAfterContentIsAnIdleTimeout() {
		this.server.script((connection) -> {
			connection.beginEvents().events(BEGIN, TEXT);
			connection.awaitClosed();
		});
		StepVerifier.create(impatient(REQUEST))
			.expectNext(START, HI)
			.expectErrorSatisfies((failure) -> AnthropicFixture.check(failure, ErrorType.TIMEOUT_IDLE))
			.verify(AnthropicFixture.SOON);
		assertThat(this.server.awaitClientClosed(AnthropicFixture.SOON)).isTrue();
	}

	@Test
	void pingsAreNoSignOfLife() {
		this.server.script((connection) -> {
			connection.beginEvents().events(BEGIN);
			for (int i = 0; i < 200; i++) {
				connection.events(PING).pause(Duration.ofMillis(30));
			}
		});
		StepVerifier.create(impatient(REQUEST))
			.expectNext(START)
			.expectErrorSatisfies((failure) -> AnthropicFixture.check(failure, ErrorType.TIMEOUT_FIRST_TOKEN))
			.verify(AnthropicFixture.SOON);
	}

	@Test
	void reasoningGetsMoreTimeForItsFirstToken() {
		this.server.script((connection) -> connection.beginEvents()
			.events(BEGIN)
			.pause(Duration.ofMillis(1_500))
			.events(TEXT, FINISH, END)
			.end());
		StepVerifier.create(impatient(REQUEST))
			.expectNext(START)
			.expectErrorSatisfies((failure) -> AnthropicFixture.check(failure, ErrorType.TIMEOUT_FIRST_TOKEN))
			.verify(AnthropicFixture.SOON);
		StepVerifier
			.create(impatient(
					ChatRequest.builder().user(AnthropicFixture.PROMPT).reasoningEffort(ReasoningEffort.HIGH).build()))
			.expectNext(START, HI, STOP, TOKENS)
			.expectComplete()
			.verify(AnthropicFixture.SOON);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 4 })
	void cancelIsSeenByTheServerAtOnce(int chunks) {
		this.server.script((connection) -> {
			connection.beginEvents().events(BEGIN, TEXT, TEXT, TEXT, TEXT);
			connection.awaitClosed();
		});
		StepVerifier.create(stream()).expectNextCount(chunks).thenCancel().verify(AnthropicFixture.SOON);
		assertThat(this.server.awaitClientClosed(AnthropicFixture.SOON)).isTrue();
	}

	@Test
	void failuresLeaveNoConnectionBehind() {
		for (int i = 0; i < 10; i++) {
			events(BEGIN, TEXT, ERROR);
			failsWith(ErrorType.STREAM_INTERRUPTED, START, HI);
		}
	}

	@Test
	void wholeAnswerInsteadOfAStreamIsRead() {
		this.server.script(
				(connection) -> connection.respond(200, "application/json", Bodies.read("anthropic/chat-tools.json")));
		StepVerifier.create(stream())
			.expectNext(new ChatChunk.Start("test", "msg_2", "claude-opus-4-5"),
					new ChatChunk.ReasoningDelta("Look it up.", "c2ln", null),
					new ChatChunk.ReasoningDelta("", null, "aGlkZGVu"), new ChatChunk.TextDelta("One moment."),
					new ChatChunk.ToolCallDelta(0, "toolu_a", "weather", "{\"city\":\"Bern\"}", null),
					new ChatChunk.ToolCallDelta(1, "toolu_b", "time", "{}", null),
					new ChatChunk.Usage(TokenUsage.of(5, 7)),
					new ChatChunk.Finish(FinishReason.TOOL_CALLS, "tool_use", 0))
			.expectComplete()
			.verify(AnthropicFixture.SOON);
	}

	private void events(String... events) {
		this.server.script((connection) -> connection.beginEvents().events(events).end());
	}

	private Flux<ChatChunk> stream() {
		return this.fixture.provider().stream(REQUEST);
	}

	private Flux<ChatChunk> impatient(ChatRequest request) {
		return this.fixture.provider((settings) -> settings.withTimeouts(AnthropicFixture.impatient())).stream(request);
	}

	private void completesWith(ChatChunk... chunks) {
		StepVerifier.create(stream()).expectNext(chunks).expectComplete().verify(AnthropicFixture.SOON);
	}

	private void failsWith(ErrorType type, ChatChunk... chunks) {
		StepVerifier.create(stream())
			.expectNext(chunks)
			.expectErrorSatisfies((failure) -> AnthropicFixture.check(failure, type))
			.verify(AnthropicFixture.SOON);
	}

}
