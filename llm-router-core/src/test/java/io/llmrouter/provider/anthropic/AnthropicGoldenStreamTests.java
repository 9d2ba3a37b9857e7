package io.llmrouter.provider.anthropic;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;

import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.http.AnswerStream;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.Redaction;
import io.llmrouter.provider.http.RetryAfterParser;
import io.llmrouter.provider.http.SseDecoder;
import io.llmrouter.provider.http.SseLimits;
import io.llmrouter.testing.Bodies;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.buffer.DefaultDataBufferFactory;

import static org.assertj.core.api.Assertions.assertThat;

class AnthropicGoldenStreamTests {

	private static final ChatChunk START = new ChatChunk.Start("test", "msg_1", "claude-sonnet-4-6");

	private static final ChatChunk STOP = finish(FinishReason.STOP, "end_turn");

	@Test
	void textStreamIsRead() {
		assertThat(golden("text")).containsExactly(START, text("Hä"), text("llo 😀"), STOP,
				usage(new TokenUsage(19L, 10L, 4L, 2L, null, false, null)));
	}

	@Test
	void toolCallsAreRead() {
		assertThat(golden("tools")).containsExactly(START, text("One moment."), tool(0, "toolu_a", "weather", ""),
				tool(0, null, null, "{\"city\":"), tool(0, null, null, "\"Bern\"}"), tool(1, "toolu_b", "time", ""),
				tool(1, null, null, "{}"), finish(FinishReason.TOOL_CALLS, "tool_use"), usage(TokenUsage.of(5, 7)));
	}

	@Test
	void thoughtsAndTheirSignaturesAreRead() {
		assertThat(golden("thinking")).containsExactly(START, new ChatChunk.ReasoningDelta("Look ", null, null),
				new ChatChunk.ReasoningDelta("it up.", null, null), new ChatChunk.ReasoningDelta("", "c2ln", null),
				new ChatChunk.ReasoningDelta("", null, "aGlkZGVu"), text("42"), STOP,
				usage(new TokenUsage(5L, 9L, null, null, 7L, false, null)));
	}

	@Test
	void jsonIsText() {
		assertThat(golden("schema")).containsExactly(START, text("{\"city\":"), text("\"Bern\"}"), STOP,
				usage(TokenUsage.of(5, 7)));
	}

	@Test
	void refusalIsRead() {
		assertThat(golden("refusal")).containsExactly(START, text("I "),
				new ChatChunk.RefusalDelta("This was declined."), finish(FinishReason.REFUSAL, "refusal"),
				usage(TokenUsage.of(5, 3)));
	}

	@Test
	void lastCountOfEachFieldCountsAndNothingIsAddedUp() {
		assertThat(golden("cache")).containsExactly(START, text("Hi"), STOP,
				usage(new TokenUsage(2105L, 6L, 2000L, 100L, null, false, null)));
	}

	@Test
	void answerWithoutContentIsComplete() {
		assertThat(golden("empty")).containsExactly(START, STOP, usage(TokenUsage.of(5, 2)));
	}

	@Test
	void blocksOfTheProvidersOwnToolsAreLeftOut() {
		assertThat(golden("server-tool")).containsExactly(START, text("Sunny"),
				finish(FinishReason.PAUSE, "pause_turn"), usage(TokenUsage.of(5, 7)));
	}

	@Test
	void errorWithinTheStreamIsTypedAndKeepsItsDetails() {
		StepVerifier.create(decode("error"))
			.expectNext(START, text("Hi"))
			.expectErrorMatches((failure) -> ErrorType.of(failure) == ErrorType.OVERLOADED
					&& failure.getMessage().contains("overloaded_error"))
			.verify(AnthropicFixture.SOON);
	}

	private static List<ChatChunk> golden(String name) {
		return decode(name).collectList().block(AnthropicFixture.SOON);
	}

	private static Flux<ChatChunk> decode(String name) {
		byte[] bytes = Bodies.read("anthropic/streams/" + name + ".sse").getBytes(StandardCharsets.UTF_8);
		CallSite site = new CallSite("test", "claude-test", "localhost");
		AnthropicErrors errors = new AnthropicErrors(JsonMapper.shared(), new RetryAfterParser(InstantSource.system()),
				new Redaction(List.of()));
		return new AnswerStream(site, ChatRequest.user("Hi"), TimeSource.SYSTEM, Schedulers.parallel()).decode(
				SseDecoder.decode(Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(bytes)), SseLimits.defaults()),
				new AnthropicStreamMapper(site, ChatRequest.user("Hi"), JsonMapper.shared(), errors));
	}

	private static ChatChunk text(String text) {
		return new ChatChunk.TextDelta(text);
	}

	private static ChatChunk usage(TokenUsage usage) {
		return new ChatChunk.Usage(usage);
	}

	private static ChatChunk finish(FinishReason reason, String raw) {
		return new ChatChunk.Finish(reason, raw, 0);
	}

	private static ChatChunk tool(int index, String id, String name, String arguments) {
		return new ChatChunk.ToolCallDelta(index, id, name, arguments, null);
	}

}
