package io.llmrouter.cost;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.MediaSource;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolDefinition;
import io.llmrouter.chat.ToolResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CostEstimatorTests {

	// One dollar a million output tokens and nothing for input: the cost tells the
	// tokens.
	private final CostEstimator outputs = estimator(Price.of(BigDecimal.ZERO, BigDecimal.ONE));

	private final CostEstimator inputs = estimator(Price.of(BigDecimal.ONE, BigDecimal.ZERO));

	private static CostEstimator estimator(Price price) {
		return new CostEstimator(new CallCosts(new PriceTable(Map.of("m", price), null)));
	}

	@Test
	void modelWithoutAPriceHasNoEstimate() {
		assertThat(this.outputs.estimateUsd("a", "unheard-of", ChatRequest.user("Hello"))).isNull();
	}

	@Test
	void outputIsGuessedBeforeTheFirstCall() {
		assertThat(output(null)).isEqualTo(256);
	}

	@Test
	void outputFollowsTheLastCalls() {
		end(Outcome.SUCCESS, TokenUsage.of(5, 1_000));
		assertThat(output(null)).isEqualTo(1_000);
		end(Outcome.SUCCESS, TokenUsage.of(5, 0));
		assertThat(output(null)).isEqualTo(900);
		end(Outcome.SUCCESS, TokenUsage.of(5, 1_000));
		assertThat(output(null)).isEqualTo(910);
		for (int call = 0; call < 100; call++) {
			end(Outcome.SUCCESS, TokenUsage.of(5, 40));
		}
		assertThat(output(null)).isEqualTo(40);
	}

	@Test
	void onlySuccessesThatReportedCount() {
		end(Outcome.CANCELLED, TokenUsage.of(5, 9));
		end(Outcome.ERROR, TokenUsage.of(5, 9));
		end(Outcome.SUCCESS, null);
		end(Outcome.SUCCESS, new TokenUsage(5L, null, null, null, null, false, null));
		end(Outcome.SUCCESS, TokenUsage.of(5, -9));
		assertThat(output(null)).isEqualTo(256);
	}

	@Test
	void limitOfTheRequestCapsTheOutput() {
		assertThat(output(100)).isEqualTo(100);
		assertThat(output(500)).isEqualTo(256);
		assertThat(output(-5)).isZero();
	}

	@Test
	void providersAndModelsAreApart() {
		end(Outcome.SUCCESS, TokenUsage.of(5, 1_000));
		assertThat(this.outputs.estimateUsd("other", "m", ChatRequest.user("Hello"))).isEqualByComparingTo("0.000256");
	}

	@Test
	void averagesAreBounded() {
		for (int model = 0; model < 1_200; model++) {
			this.outputs.callEnded(call("m" + model, Outcome.SUCCESS, TokenUsage.of(1, 1)));
		}
		end(Outcome.SUCCESS, TokenUsage.of(5, 1_000));
		assertThat(output(null)).isEqualTo(256);
	}

	@Test
	void inputIsGuessedFromTheLengthOfAllTexts() {
		assertThat(input(ChatRequest.user("x".repeat(400)))).isEqualTo(104);
		ToolCall call = new ToolCall("id", "name", "a".repeat(36), null);
		ChatRequest request = ChatRequest.builder()
			.system("x".repeat(40))
			.message(new Message(Message.Role.ASSISTANT, List.of(new ContentPart.Text("x".repeat(8)), call,
					new ContentPart.Reasoning("x".repeat(4), null, null), new ContentPart.Refusal("x".repeat(4)))))
			.message(Message.tool(ToolResult.of(call, "x".repeat(20))))
			.tool(new ToolDefinition("tool", null, "{}{}", false))
			.tool(ToolDefinition.of("tool", "what", "{}{}"))
			.build();
		// (40 + 8 + 40 + 4 + 4 + 20 + 8 + 12) / 4 + 3 messages of 4
		assertThat(input(request)).isEqualTo(34 + 12);
	}

	@Test
	void picturesCountAsAThousandTokens() {
		ContentPart picture = new ContentPart.Image(new MediaSource.Url(URI.create("https://example.com/a.png")), null);
		assertThat(input(ChatRequest.builder().message(Message.user(picture, picture)).build())).isEqualTo(2_004);
	}

	private long output(@Nullable Integer limit) {
		ChatRequest request = ChatRequest.builder().user("Hello").maxOutputTokens(limit).build();
		return tokens(this.outputs, request);
	}

	private long input(ChatRequest request) {
		return tokens(this.inputs, request);
	}

	private static long tokens(CostEstimator estimator, ChatRequest request) {
		BigDecimal usd = estimator.estimateUsd("a", "m", request);
		assertThat(usd).isNotNull();
		return usd.movePointRight(6).longValueExact();
	}

	private void end(Outcome outcome, @Nullable TokenUsage usage) {
		this.outputs.callEnded(call("m", outcome, usage));
	}

	private static ChatCall call(String model, Outcome outcome, @Nullable TokenUsage usage) {
		StartedCall start = new StartedCall("a", model, null, false, null, 1, Instant.EPOCH);
		return new ChatCall(start, Duration.ofMillis(5), null, null, 0, outcome, null, null, null, null, null, usage);
	}

}
