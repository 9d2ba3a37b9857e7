package io.llmrouter.call;

import java.math.BigDecimal;
import java.net.URI;
import java.util.List;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.MediaSource;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolDefinition;
import io.llmrouter.chat.ToolResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UsageEstimateTests {

	private static final ChatRequest REQUEST = ChatRequest.user("12345678");

	private final UsageEstimate estimate = new UsageEstimate();

	@Test
	void nothingSentAndNothingToldIsUnknown() {
		this.estimate.received(new ChatChunk.Start("a", null, null));
		assertThat(this.estimate.of(REQUEST, null)).isNull();
	}

	@Test
	void fourCharactersAreAToken() {
		this.estimate.received(new ChatChunk.TextDelta("123456"));
		this.estimate.received(new ChatChunk.ReasoningDelta("123", null, null));
		this.estimate.received(new ChatChunk.RefusalDelta("12"));
		this.estimate.received(new ChatChunk.ToolCallDelta(0, "id", "12345", "{}", null));
		assertThat(this.estimate.of(REQUEST, null)).isEqualTo(estimated(2L, 5L));
	}

	@Test
	void chunkIsAtLeastOneToken() {
		for (int i = 0; i < 5; i++) {
			this.estimate.received(new ChatChunk.TextDelta("字"));
		}
		assertThat(this.estimate.of(REQUEST, null)).isEqualTo(estimated(2L, 5L));
	}

	@Test
	void whatTheProviderToldIsTakenAndItsCostIsNot() {
		this.estimate.received(new ChatChunk.TextDelta("12345678"));
		TokenUsage told = new TokenUsage(100L, 40L, 60L, 30L, 35L, false, BigDecimal.ONE);
		assertThat(this.estimate.of(REQUEST, told)).isEqualTo(new TokenUsage(100L, 40L, 60L, 30L, 35L, true, null));
	}

	@Test
	void whatTheProviderDidNotTellIsEstimated() {
		this.estimate.received(new ChatChunk.TextDelta("12345678"));
		assertThat(this.estimate.of(REQUEST, new TokenUsage(100L, null, null, null, null, false, null)))
			.isEqualTo(estimated(100L, 2L));
		assertThat(this.estimate.of(REQUEST, new TokenUsage(null, 9L, null, null, null, false, null)))
			.isEqualTo(estimated(2L, 9L));
	}

	@Test
	void inputThatWasToldCountsWithoutContent() {
		assertThat(this.estimate.of(REQUEST, new TokenUsage(100L, null, null, null, null, false, null)))
			.isEqualTo(estimated(100L, 0L));
	}

	@Test
	void everyTextOfTheRequestIsInput() {
		ToolCall call = new ToolCall("id", "1234", "1234", null);
		ChatRequest request = ChatRequest.builder()
			.system("1234")
			.user("1234")
			.message(new Message(Message.Role.ASSISTANT,
					List.of(call, new ContentPart.Reasoning("1234", null, null), new ContentPart.Refusal("1234"))))
			.message(Message.tool(ToolResult.of(call, "1234")))
			.tool(new ToolDefinition("1234", "1234", "{\"a\": 1}", false))
			.build();
		this.estimate.received(new ChatChunk.TextDelta("1"));
		assertThat(this.estimate.of(request, null)).isEqualTo(estimated(11L, 1L));
	}

	@Test
	void inputWithAnImageIsUnknown() {
		ChatRequest request = ChatRequest.builder()
			.message(new Message(Message.Role.USER,
					List.of(new ContentPart.Text("What is this?"),
							new ContentPart.Image(new MediaSource.Url(URI.create("https://example.org/a.png")), null))))
			.build();
		this.estimate.received(new ChatChunk.TextDelta("1"));
		assertThat(this.estimate.of(request, null)).isEqualTo(estimated(null, 1L));
	}

	private static TokenUsage estimated(Long input, Long output) {
		return new TokenUsage(input, output, null, null, null, true, null);
	}

}
