package io.llmrouter.chat;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AnswerAssemblerTests {

	private final AnswerAssembler assembler = new AnswerAssembler("fallback");

	@Test
	void wholeStreamBecomesTheAnswer() {
		TokenUsage usage = TokenUsage.of(3, 2);
		add(new ChatChunk.Start("openai", "id-1", "gpt"), new ChatChunk.ReasoningDelta("thi", null, null),
				new ChatChunk.ReasoningDelta("nk", null, null), new ChatChunk.TextDelta("Hel"),
				new ChatChunk.TextDelta("lo"), new ChatChunk.Finish(FinishReason.STOP, "stop", 1),
				new ChatChunk.Usage(usage));
		assertThat(this.assembler.toResponse()).isEqualTo(new ChatResponse("openai", "id-1", "gpt",
				List.of(new ContentPart.Reasoning("think", null, null), new ContentPart.Text("Hello")),
				FinishReason.STOP, "stop", usage, 1));
	}

	@Test
	void signatureEndsTheThoughtsItProves() {
		add(new ChatChunk.ReasoningDelta("a", null, null), new ChatChunk.ReasoningDelta("", "sig", null),
				new ChatChunk.ReasoningDelta("b", null, null), new ChatChunk.ReasoningDelta("", null, "hidden"));
		assertThat(this.assembler.toResponse().content()).containsExactly(new ContentPart.Reasoning("a", "sig", null),
				new ContentPart.Reasoning("b", null, null), new ContentPart.Reasoning("", null, "hidden"));
	}

	@Test
	void fragmentsOfParallelToolCallsArePutTogether() {
		add(call(1, "c2", "sum", "{\"x\""), call(0, "c1", "now", ""), call(1, null, null, ":1}"),
				call(0, null, null, "{}"));
		assertThat(this.assembler.toResponse().toolCalls()).containsExactly(new ToolCall("c1", "now", "{}", null),
				new ToolCall("c2", "sum", "{\"x\":1}", null));
	}

	@Test
	void streamWithoutAnEndIsKeptAsFarAsItCame() {
		add(new ChatChunk.TextDelta("Hel"));
		ChatResponse answer = this.assembler.toResponse();
		assertThat(answer.provider()).isEqualTo("fallback");
		assertThat(answer.text()).isEqualTo("Hel");
		assertThat(answer.finishReason()).isEqualTo(FinishReason.UNKNOWN);
		assertThat(answer.usage()).isNull();
	}

	@Test
	void refusalIsAPartOfItsOwn() {
		add(new ChatChunk.RefusalDelta("I "), new ChatChunk.RefusalDelta("cannot"));
		assertThat(this.assembler.toResponse().content()).containsExactly(new ContentPart.Refusal("I cannot"));
	}

	@Test
	void textFormShowsNoContent() {
		add(new ChatChunk.TextDelta("secret"));
		assertThat(this.assembler).asString().doesNotContain("secret");
	}

	private static ChatChunk call(int index, String id, String name, String arguments) {
		return new ChatChunk.ToolCallDelta(index, id, name, arguments, null);
	}

	private void add(ChatChunk... chunks) {
		for (ChatChunk chunk : chunks) {
			this.assembler.add(chunk);
		}
	}

}
