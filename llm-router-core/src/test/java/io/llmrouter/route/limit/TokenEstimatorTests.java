package io.llmrouter.route.limit;

import java.net.URI;
import java.util.List;

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

class TokenEstimatorTests {

	private final TokenEstimator estimator = new TokenEstimator();

	private static ChatRequest request(String text, int maxOutputTokens) {
		return ChatRequest.builder().user(text).maxOutputTokens(maxOutputTokens).build();
	}

	private long estimate(String text) {
		return this.estimator.estimate(request(text, 1)).total();
	}

	@Test
	void fourCharactersAreAToken() {
		assertThat(estimate("a".repeat(400))).isEqualTo(100 + 4 + 1);
	}

	@Test
	void characterOfAnEastAsianScriptIsAToken() {
		assertThat(estimate("語".repeat(400))).isEqualTo(400 + 4 + 1);
		assertThat(estimate("語".repeat(100) + "é".repeat(400))).isEqualTo(200 + 4 + 1);
	}

	@Test
	void answerCountsWithItsUsualLengthAtMostWhatIsAllowed() {
		assertThat(this.estimator.estimate(ChatRequest.user("")).total()).isEqualTo(4 + 1024);
		assertThat(this.estimator.estimate(request("", 5_000)).total()).isEqualTo(4 + 1024);
		assertThat(this.estimator.estimate(request("", 200)).total()).isEqualTo(4 + 200);
	}

	@Test
	void everyPartCounts() {
		ToolCall call = new ToolCall("id", "tool", "{}".repeat(100), null);
		ChatRequest request = ChatRequest.builder()
			.message(Message.user(new ContentPart.Text("a".repeat(40)),
					new ContentPart.Image(new MediaSource.Url(URI.create("https://example.com/cat.png")), null)))
			.message(new Message(Message.Role.ASSISTANT,
					List.of(new ContentPart.Reasoning("b".repeat(40), null, null),
							new ContentPart.Refusal("c".repeat(40)), call)))
			.message(Message.tool(ToolResult.of(call, "d".repeat(40))))
			.tool(new ToolDefinition("tool", null, "e".repeat(40), false))
			.maxOutputTokens(1)
			.build();
		long texts = 4 * 10;
		assertThat(this.estimator.estimate(request).total()).isEqualTo(texts + 1_000 + 1 + 50 + 1 + 10 + 3 * 4 + 1);
	}

	@Test
	void reportsTeachBothEstimates() {
		ChatRequest request = ChatRequest.user("a".repeat(4_000));
		for (int i = 0; i < 100; i++) {
			this.estimator.learn(this.estimator.estimate(request), TokenUsage.of(1_506, 300));
		}
		assertThat(this.estimator.estimate(request).total()).isBetween(1_800L, 1_812L);
	}

	@Test
	void absurdReportsAreBounded() {
		ChatRequest request = request("a".repeat(4_000), 1);
		for (int i = 0; i < 200; i++) {
			this.estimator.learn(this.estimator.estimate(request), TokenUsage.of(1_000_000_000, 1));
		}
		assertThat(this.estimator.estimate(request).total()).isLessThanOrEqualTo(8 * 1_004 + 1);
	}

	@Test
	void unknownUsageTeachesNothing() {
		ChatRequest request = ChatRequest.user("Hello");
		long before = this.estimator.estimate(request).total();
		this.estimator.learn(this.estimator.estimate(request),
				new TokenUsage(null, null, null, null, null, false, null));
		assertThat(this.estimator.estimate(request).total()).isEqualTo(before);
	}

}
