package io.llmrouter.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ResumptionTests {

	private static final ChatChunk START = new ChatChunk.Start("beta", "id", "m");

	private static final ChatChunk FINISH = new ChatChunk.Finish(FinishReason.STOP, "stop", 0);

	private final ShownAnswer shown = new ShownAnswer();

	@Test
	void sameTextIsSwallowedAndTheRestGoesOn() throws Exception {
		show(START, text("Hello wor"));
		assertThat(resumed(START, text("Hel"), text("lo world"), text("!"), FINISH)).containsExactly(text("ld"),
				text("!"), FINISH);
	}

	@Test
	void piecesOfAnySizeGiveTheSameText() throws Exception {
		Random random = new Random(11);
		String answer = "The quick brown fox jumps over the lazy dog. \uD83D\uDE00 Ende.";
		for (int round = 0; round < 2_000; round++) {
			ShownAnswer before = new ShownAnswer();
			int cut = random.nextInt(answer.length() + 1);
			pieces(answer.substring(0, cut), random).forEach(before::add);
			Resumption resumption = new Resumption(before);
			StringBuilder after = new StringBuilder();
			for (ChatChunk piece : pieces(answer, random)) {
				ChatChunk rest = resumption.accept(piece);
				after.append((rest != null) ? rest.text() : "");
			}
			assertThat(after).hasToString(answer.substring(cut));
		}
	}

	@Test
	void firstDifferenceEndsIt() {
		show(text("Hello world"));
		assertThatExceptionOfType(Resumption.Difference.class)
			.isThrownBy(() -> resumed(START, text("Hello"), text(" you")));
	}

	@Test
	void shorterAnswerIsADifferentOne() {
		show(text("Hello world"));
		assertThatExceptionOfType(Resumption.Difference.class).isThrownBy(() -> resumed(text("Hello"), FINISH));
	}

	@Test
	void thoughtsAndTextAreNotTheSame() throws Exception {
		show(thought("so"), text("Hi"));
		assertThat(resumed(thought("s"), thought("o"), text("Hi there"))).containsExactly(text(" there"));
		assertThatExceptionOfType(Resumption.Difference.class).isThrownBy(() -> resumed(text("so")));
		assertThatExceptionOfType(Resumption.Difference.class).isThrownBy(() -> resumed(thought("so, Hi")));
	}

	@Test
	void usageOfTheNewAnswerIsKept() throws Exception {
		ChatChunk usage = new ChatChunk.Usage(TokenUsage.of(1, 2));
		show(text("Hi"));
		assertThat(resumed(usage, text("Hi"), text("!"))).containsExactly(usage, text("!"));
	}

	@Test
	void toolCallsAndSignaturesCannotBeResumed() {
		show(text("Hi"));
		assertThat(this.shown.isResumable()).isTrue();
		show(new ChatChunk.ToolCallDelta(0, "c", "f", "", null));
		assertThat(this.shown.isResumable()).isFalse();
		ShownAnswer signed = new ShownAnswer();
		signed.add(new ChatChunk.ReasoningDelta("a", "signature", null));
		assertThat(signed.isResumable()).isFalse();
	}

	@Test
	void whatIsKeptHasALimit() {
		ChatChunk piece = text("x".repeat(1000));
		for (int i = 0; i < 600; i++) {
			show(piece);
		}
		assertThat(this.shown.isResumable()).isFalse();
		assertThat(this.shown.toResponse("alpha").text()).hasSizeBetween(500_000, 530_000);
	}

	@Test
	void whatWasShownCanBeHandedOver() {
		show(new ChatChunk.Start("alpha", "id-1", "m"), thought("so"), text("Hel"), text("lo"),
				new ChatChunk.ToolCallDelta(0, "c", "f", "{\"a\"", null));
		ChatResponse received = this.shown.toResponse("alpha");
		assertThat(received.id()).isEqualTo("id-1");
		assertThat(received.text()).isEqualTo("Hello");
		assertThat(received.toolCalls()).singleElement().extracting("arguments").isEqualTo("{\"a\"");
		assertThat(received.finishReason()).isEqualTo(FinishReason.UNKNOWN);
	}

	private void show(ChatChunk... chunks) {
		for (ChatChunk chunk : chunks) {
			this.shown.add(chunk);
		}
	}

	private List<ChatChunk> resumed(ChatChunk... chunks) throws Resumption.Difference {
		Resumption resumption = new Resumption(this.shown);
		List<ChatChunk> passed = new ArrayList<>();
		for (ChatChunk chunk : chunks) {
			ChatChunk rest = resumption.accept(chunk);
			if (rest != null) {
				passed.add(rest);
			}
		}
		return passed;
	}

	private static List<ChatChunk> pieces(String text, Random random) {
		List<ChatChunk> pieces = new ArrayList<>();
		for (int from = 0; from < text.length();) {
			int to = Math.min(text.length(), from + random.nextInt(8));
			pieces.add(text(text.substring(from, to)));
			from = to;
		}
		return pieces;
	}

	private static ChatChunk text(String text) {
		return new ChatChunk.TextDelta(text);
	}

	private static ChatChunk thought(String text) {
		return new ChatChunk.ReasoningDelta(text, null, null);
	}

}
